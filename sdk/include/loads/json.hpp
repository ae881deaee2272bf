// SPDX-License-Identifier: Apache-2.0
// Reads JSON:
//   const auto page = session.get("/items");
//   assert_equal(page.json()["items"][0]["name"], "tea");
#pragma once

#include <loads/detail/json_parser.hpp>
#include <loads/response.hpp>

#include <charconv>

namespace loads {

// A value in a JSON text. Read-only, cheap to copy, and keeps the whole text alive. What is not there, or is
// of another type, throws JsonError with the path to it, like `$.items[3].name`.
class Json {
public:
  // `origin` says where the text came from, for messages.
  static Json parse(std::string_view text, std::string_view origin = {}) {
    const detail::JsonPointer tree(new detail::JsonTree);
    tree->origin = origin;
    detail::JsonParser(text, *tree).parse();
    return Json(tree, 0);
  }

  JsonType type() const { return node().type; }
  bool is_null() const { return type() == JsonType::null; }
  bool is_bool() const { return type() == JsonType::boolean; }
  bool is_number() const { return type() == JsonType::number; }
  bool is_string() const { return type() == JsonType::string; }
  bool is_array() const { return type() == JsonType::array; }
  bool is_object() const { return type() == JsonType::object; }

  std::string as_string() const { return std::string(text_of(JsonType::string, "a string")); }
  // A whole number; 2.0 and 1e3 are some.
  std::int64_t as_int() const;
  double as_double() const;
  bool as_bool() const {
    expect(JsonType::boolean, "true or false");
    return node().truth;
  }
  explicit operator bool() const { return as_bool(); }

  // The member of an object; the last one of that name.
  Json operator[](std::string_view name) const { return at(name); }
  Json at(std::string_view name) const;
  // The element of an array, from 0; -1 is the last one.
  Json operator[](std::int64_t index) const { return at(index); }
  Json at(std::int64_t index) const;
  // Whether an object has that member, or an array that string.
  bool contains(std::string_view text) const;
  // Of an array or an object.
  std::size_t size() const { return container().count; }
  bool empty() const { return size() == 0; }

  // Over the elements of an array or the members of an object, each with its key().
  class Iterator;
  Iterator begin() const;
  Iterator end() const;
  // Its name in the object that it is in; empty if it is in none.
  std::string key() const { return std::string(key_of(index_)); }
  // Where it is: "$.items[3].name".
  std::string path() const;

  // By value: numbers as numbers, 2.0 is 2. What is of another type is not equal.
  friend bool operator==(const Json& json, std::string_view text) {
    return json.is_string() && json.text() == text;
  }
  friend bool operator==(const Json& json, std::nullptr_t) { return json.is_null(); }
  template <class T>
  requires std::is_arithmetic_v<T>
  friend bool operator==(const Json& json, T other) {
    if constexpr (std::is_same_v<T, bool>)
      return json.is_bool() && json.node().truth == other;
    else
      return json.is_number() && json.equals(other);
  }
  // As compact JSON.
  std::string dump() const {
    std::string out;
    append_to(out, index_);
    return out;
  }
  // The beginning of that, for messages.
  friend std::string to_string(const Json& json) { return json.shown(); }

private:
  Json(const detail::JsonPointer& tree, std::uint32_t index) : tree_(tree), index_(index) {}

  const detail::JsonNode& node() const { return tree_->nodes[index_]; }
  std::string_view slice(std::uint32_t at, std::uint32_t size) const {
    return std::string_view(tree_->texts).substr(at, size);
  }
  std::string_view text() const { return slice(node().text_at, node().text_size); }
  std::string_view key_of(std::uint32_t index) const {
    return slice(tree_->nodes[index].key_at, tree_->nodes[index].key_size);
  }

  void expect(JsonType type, const char* what) const {
    if (node().type != type)
      complain("is " + shown() + ", not " + what);
  }
  std::string_view text_of(JsonType type, const char* what) const {
    expect(type, what);
    return text();
  }
  const detail::JsonNode& container() const {
    if (!is_array())
      expect(JsonType::object, "an array or an object");
    return node();
  }
  // The index of a member, or 0.
  std::uint32_t find(std::string_view name) const;
  template <class T>
  bool equals(T other) const;
  void append_to(std::string& out, std::uint32_t index) const;
  std::string shown() const;
  [[noreturn]] void complain(std::string_view what) const;

  detail::JsonPointer tree_;
  std::uint32_t index_;
};

class Json::Iterator {
public:
  explicit Iterator(Json at) : at_(std::move(at)) {}
  const Json& operator*() const { return at_; }
  const Json* operator->() const { return &at_; }
  Iterator& operator++() {
    at_.index_ = at_.node().end;
    return *this;
  }
  bool operator==(const Iterator& other) const { return at_.index_ == other.at_.index_; }

private:
  Json at_;
};

inline Json::Iterator Json::begin() const {
  container();
  return Iterator(Json(tree_, index_ + 1));
}
inline Json::Iterator Json::end() const {
  return Iterator(Json(tree_, container().end));
}

inline std::uint32_t Json::find(std::string_view name) const {
  std::uint32_t found = 0;
  for (std::uint32_t i = index_ + 1; i < node().end; i = tree_->nodes[i].end)
    if (key_of(i) == name)
      found = i;
  return found;
}

inline Json Json::at(std::string_view name) const {
  expect(JsonType::object, "an object");
  if (const std::uint32_t found = find(name))
    return Json(tree_, found);
  std::string what = "has no ";
  detail::append_quoted(what, name);
  int shown = 0;
  for (const Json& member : *this) {
    what += shown ? ", " : "; it has ";
    if (shown++ == detail::shown_elements) {
      what += "...";
      break;
    }
    detail::append_quoted(what, member.key());
  }
  complain(what);
}

inline Json Json::at(std::int64_t index) const {
  expect(JsonType::array, "an array");
  const std::int64_t count = node().count;
  if (index < -count || index >= count)
    complain("has no element " + std::to_string(index) + "; it has " + std::to_string(count));
  std::uint32_t found = index_ + 1;
  for (std::int64_t left = index < 0 ? index + count : index; left > 0; --left)
    found = tree_->nodes[found].end;
  return Json(tree_, found);
}

inline bool Json::contains(std::string_view text) const {
  if (is_object())
    return find(text) != 0;
  expect(JsonType::array, "an array or an object");
  for (const Json& element : *this)
    if (element == text)
      return true;
  return false;
}

inline double Json::as_double() const {
  const std::string_view digits = text_of(JsonType::number, "a number");
  double value = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc())
    complain("is " + std::string(digits) + ", which no double can hold");
  return value;
}

inline std::int64_t Json::as_int() const {
  const std::string_view digits = text_of(JsonType::number, "a number");
  const char* end = digits.data() + digits.size();
  std::int64_t value = 0;
  const auto read = std::from_chars(digits.data(), end, value);
  if (read.ec == std::errc() && read.ptr == end)
    return value;
  constexpr double too_large = 9223372036854775808.0;
  const double number = as_double();
  if (read.ec != std::errc() || number >= too_large || number < -too_large ||
      number != static_cast<double>(static_cast<std::int64_t>(number)))
    complain("is " + std::string(digits) + ", not a whole number of 64 bits");
  return static_cast<std::int64_t>(number);
}

// Integers exactly, as far as they are written as such; all others as the nearest double.
template <class T>
bool Json::equals(T other) const {
  const std::string_view digits = text();
  if constexpr (std::is_integral_v<T>) {
    T value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (read.ptr == digits.data() + digits.size())
      return read.ec == std::errc() && value == other;
  }
  return as_double() == static_cast<double>(other);
}

[[gnu::cold]] inline std::string Json::path() const {
  if (index_ == 0)
    return "$";
  const Json parent(tree_, node().parent);
  std::string path = parent.path();
  if (parent.is_object())
    return path.append(".").append(key_of(index_));
  std::size_t position = 0;
  for (std::uint32_t i = parent.index_ + 1; i < index_; i = tree_->nodes[i].end)
    ++position;
  return path.append("[").append(std::to_string(position)).append("]");
}

// A text in quotes, with all escapes that JSON wants: to put values into a text that is sent.
[[gnu::cold]] inline std::string json_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    char escaped[7];
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (static_cast<unsigned char>(c) < 0x20)
      out.append(escaped, static_cast<std::size_t>(std::snprintf(escaped, sizeof escaped, "\\u%04x", c)));
    else
      out += c;
  }
  return out += '"';
}

[[gnu::cold]] inline void Json::append_to(std::string& out, std::uint32_t index) const {
  const detail::JsonNode& value = tree_->nodes[index];
  const std::string_view text = slice(value.text_at, value.text_size);
  const bool is_object = value.type == JsonType::object;
  switch (value.type) {
  case JsonType::null:
    out += "null";
    return;
  case JsonType::boolean:
    out += value.truth ? "true" : "false";
    return;
  case JsonType::number:
    out += text;
    return;
  case JsonType::string:
    out += json_quoted(text);
    return;
  case JsonType::array:
  case JsonType::object:
    out += is_object ? '{' : '[';
    for (std::uint32_t i = index + 1; i < value.end; i = tree_->nodes[i].end) {
      if (i > index + 1)
        out += ',';
      if (is_object)
        out.append(json_quoted(key_of(i))).append(":");
      append_to(out, i);
    }
    out += is_object ? '}' : ']';
  }
}

[[gnu::cold]] inline std::string Json::shown() const {
  std::string text = dump();
  if (text.size() <= detail::shown_bytes)
    return text;
  const std::string size = std::to_string(text.size());
  text.resize(detail::shown_bytes);
  while ((static_cast<unsigned char>(text.back()) & 0xC0) == 0x80)
    text.pop_back(); // not inside a UTF-8 sequence
  text.pop_back();
  return text.append("... (").append(size).append(" bytes)");
}

[[gnu::noinline, gnu::cold]] inline void Json::complain(std::string_view what) const {
  std::string message = tree_->origin;
  if (!message.empty())
    message += ": ";
  throw JsonError(message.append(path()).append(" ").append(what));
}

inline Json Response::json() const {
  std::string origin(detail::from_abi(raw_->url));
  if (const std::string_view type = Headers(*raw_)["Content-Type"]; !type.empty())
    origin.append(" (").append(type).append(")");
  return Json::parse(detail::from_abi(raw_->body), origin);
}

} // namespace loads
