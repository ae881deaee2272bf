// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/common/numbers.hpp"

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace loads::outputs {

// A number that is already written as JSON writes it.
struct JsonNumber {
  std::string text;
};

inline JsonNumber json_seconds(std::uint64_t nanoseconds) {
  return {exact_seconds(nanoseconds)};
}

// Any bytes as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD.
std::string json_quoted(std::string_view text);

// Writes JSON text, either on indented lines or all on one. Objects and arrays are filled by a function:
//   json.object([&] { json.member("hits", 3); json.array("labels", [&] { json.element("a"); }); });
class JsonWriter {
public:
  enum class Layout { indented, one_line };
  explicit JsonWriter(Layout layout) : indented_(layout == Layout::indented) {}

  const std::string& text() const { return text_; }
  // Forgets the text, keeps its memory.
  void clear() { text_.clear(); }

  // Without a key: an element of an array, or the document itself.
  template <class Fill>
  void object(Fill fill) {
    begin_element();
    nest('{', '}', fill);
  }
  template <class Fill>
  void object(std::string_view key, Fill fill) {
    begin_member(key);
    nest('{', '}', fill);
  }
  template <class Fill>
  void array(std::string_view key, Fill fill) {
    begin_member(key);
    nest('[', ']', fill);
  }
  template <class Value>
  void member(std::string_view key, const Value& value) {
    begin_member(key);
    write(value);
  }
  template <class Value>
  void element(const Value& value) {
    begin_element();
    write(value);
  }

private:
  template <class Fill>
  void nest(char open, char close, Fill& fill) {
    text_ += open;
    ++depth_;
    is_first_ = true;
    fill();
    --depth_;
    if (!is_first_)
      begin_line();
    is_first_ = false;
    text_ += close;
  }
  void begin_element();
  void begin_member(std::string_view key);
  void begin_line();

  void write(std::string_view value) { text_ += json_quoted(value); }
  void write(const char* value) { write(std::string_view(value)); }
  void write(const std::string& value) { write(std::string_view(value)); }
  void write(const JsonNumber& value) { text_ += value.text; }
  void write(std::nullptr_t) { text_ += "null"; }
  void write(bool value) { text_ += value ? "true" : "false"; }
  template <std::integral Integer>
  void write(Integer value) {
    text_ += std::to_string(value);
  }
  void write(double value); // the shortest text that reads back as the same number; null if it is none

  std::string text_;
  int depth_ = 0;
  bool indented_;
  bool is_first_ = true; // of what is in the innermost object or array
};

} // namespace loads::outputs
