// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/detail/describe.hpp>
#include <loads/detail/json_tree.hpp>
#include <loads/detail/utf8.hpp>
#include <loads/errors.hpp>

#pragma GCC visibility push(hidden)
namespace loads::detail {

// Reads a JSON text as RFC 8259 has it, in UTF-8 and without recursion: users have small stacks. A byte order
// mark before it is skipped. Throws JsonError with line and column.
class JsonParser {
public:
  static constexpr unsigned deepest = 256;

  JsonParser(std::string_view text, JsonTree& tree) : text_(text), tree_(tree) {}

  void parse() {
    if (text_.size() >= none)
      complain("a text of at most 4 GiB");
    if (text_.substr(0, 3) == "\xEF\xBB\xBF")
      at_ = 3;
    skip_space();
    do {
      if (open_ != none && node(open_).type == JsonType::object)
        read_key();
      const bool has_content = read_value();
      if (!has_content)
        close_what_ends();
    } while (open_ != none);
    if (at_ < text_.size())
      complain("the end");
  }

private:
  static constexpr std::uint32_t none = UINT32_MAX;

  JsonNode& node(std::uint32_t index) { return tree_.nodes[index]; }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c)
      return false;
    ++at_;
    return true;
  }
  void skip_space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
      ++at_;
  }

  void read_key() {
    if (peek() != '"')
      complain("a name in quotes");
    read_string(key_at_, key_size_);
    skip_space();
    if (!take(':'))
      complain("':'");
    skip_space();
  }

  // True if it is an array or object with something in it, which comes next.
  bool read_value() {
    JsonNode value;
    value.parent = open_ == none ? 0 : open_;
    value.key_at = std::exchange(key_at_, 0);
    value.key_size = std::exchange(key_size_, 0);
    const auto index = static_cast<std::uint32_t>(tree_.nodes.size());
    value.end = index + 1;
    const char first = peek();
    bool has_content = false;
    if (first == '[' || first == '{') {
      if (depth_ == deepest)
        complain("at most " + std::to_string(deepest) + " levels");
      ++at_;
      value.type = first == '[' ? JsonType::array : JsonType::object;
      skip_space();
      has_content = !take(first == '[' ? ']' : '}');
    } else {
      read_scalar(first, value);
    }
    if (open_ != none)
      ++node(open_).count;
    tree_.nodes.push_back(value);
    if (has_content) {
      ++depth_;
      open_ = index;
    } else {
      skip_space();
    }
    return has_content;
  }

  void read_scalar(char first, JsonNode& value) {
    if (first == '"') {
      value.type = JsonType::string;
      read_string(value.text_at, value.text_size);
    } else if (first == '-' || (first >= '0' && first <= '9')) {
      value.type = JsonType::number;
      read_number(value);
    } else if (take_word("true")) {
      value.type = JsonType::boolean;
      value.truth = true;
    } else if (take_word("false")) {
      value.type = JsonType::boolean;
    } else if (!take_word("null")) {
      complain("a value");
    }
  }

  bool take_word(std::string_view word) {
    if (text_.substr(at_, word.size()) != word)
      return false;
    at_ += word.size();
    return true;
  }

  // After a value: goes up to where the next one is expected.
  void close_what_ends() {
    while (open_ != none && !take(',')) {
      const bool is_array = node(open_).type == JsonType::array;
      if (!take(is_array ? ']' : '}'))
        complain(is_array ? "',' or ']'" : "',' or '}'");
      node(open_).end = static_cast<std::uint32_t>(tree_.nodes.size());
      open_ = open_ == 0 ? none : node(open_).parent;
      --depth_;
      skip_space();
    }
    skip_space();
  }

  void read_digits() {
    if (peek() < '0' || peek() > '9')
      complain("a digit");
    while (peek() >= '0' && peek() <= '9')
      ++at_;
  }

  void read_number(JsonNode& value) {
    const std::size_t begin = at_;
    take('-');
    if (!take('0'))
      read_digits();
    if (take('.'))
      read_digits();
    if (take('e') || take('E')) {
      if (!take('+'))
        take('-');
      read_digits();
    }
    keep(text_.substr(begin, at_ - begin), value.text_at, value.text_size);
  }

  void keep(std::string_view text, std::uint32_t& at, std::uint32_t& size) {
    at = static_cast<std::uint32_t>(tree_.texts.size());
    size = static_cast<std::uint32_t>(text.size());
    tree_.texts.append(text);
  }

  void read_string(std::uint32_t& at, std::uint32_t& size) {
    at = static_cast<std::uint32_t>(tree_.texts.size());
    ++at_;
    while (!take('"')) {
      const auto byte = static_cast<unsigned char>(peek());
      if (byte == '\\') {
        ++at_;
        read_escape();
      } else if (byte < 0x20) {
        complain("'\"'");
      } else {
        const std::size_t length = utf8_length(text_.substr(at_));
        if (length == 0)
          complain("UTF-8");
        tree_.texts.append(text_, at_, length);
        at_ += length;
      }
    }
    size = static_cast<std::uint32_t>(tree_.texts.size()) - at;
  }

  void read_escape() {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (take('u')) {
      append_utf8(tree_.texts, read_code_point());
      return;
    }
    const std::size_t which = at_ < text_.size() ? letters.find(text_[at_]) : std::string_view::npos;
    if (which == std::string_view::npos)
      complain("one of \" \\ / b f n r t u after '\\'");
    tree_.texts += meanings[which];
    ++at_;
  }

  std::uint32_t read_code_point() {
    const std::uint32_t first = read_hex();
    if (first < 0xD800 || first > 0xDFFF)
      return first;
    const bool has_second = first <= 0xDBFF && take_word("\\u");
    const std::uint32_t second = has_second ? read_hex() : 0;
    if (second < 0xDC00 || second > 0xDFFF)
      complain("both halves of a surrogate pair");
    return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
  }

  std::uint32_t read_hex() {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = peek();
      if (c >= '0' && c <= '9')
        value = value * 16 + static_cast<std::uint32_t>(c - '0');
      else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
        value = value * 16 + static_cast<std::uint32_t>((c | 0x20) - 'a' + 10);
      else
        complain("four hexadecimal digits after \\u");
    }
    return value;
  }

  [[noreturn, gnu::noinline, gnu::cold]] void complain(std::string_view expected) const {
    std::size_t line = 1, column = 1;
    for (const char c : text_.substr(0, at_)) {
      line += c == '\n';
      column = c == '\n' ? 1 : column + 1;
    }
    std::string message = tree_.origin;
    message.append(message.empty() ? "not JSON: line " : " is not JSON: line ").append(std::to_string(line));
    message.append(", column ").append(std::to_string(column)).append(": expected ").append(expected);
    message += ", found ";
    if (at_ < text_.size())
      append_quoted(message, text_.substr(at_, 20));
    else
      message += "the end";
    throw JsonError(message);
  }

  std::string_view text_;
  JsonTree& tree_;
  std::size_t at_ = 0;
  std::uint32_t open_ = none; // the array or object that we are in
  unsigned depth_ = 0;
  std::uint32_t key_at_ = 0, key_size_ = 0;
};

} // namespace loads::detail
#pragma GCC visibility pop
