// SPDX-License-Identifier: Apache-2.0
#include "outputs/common/json_writer.hpp"

#include "outputs/common/utf8.hpp"

#include <charconv>
#include <cmath>
#include <cstdio>

namespace loads::outputs {
namespace {

std::string escaped(char32_t code) {
  switch (code) {
  case '"':
    return "\\\"";
  case '\\':
    return "\\\\";
  case '\n':
    return "\\n";
  case '\r':
    return "\\r";
  case '\t':
    return "\\t";
  default:
    char text[8];
    std::snprintf(text, sizeof text, "\\u%04x", static_cast<unsigned>(code));
    return text;
  }
}

} // namespace

std::string json_quoted(std::string_view text) {
  std::string quoted;
  quoted.reserve(text.size() + 2);
  quoted += '"';
  for_each_character(text, [&](const Character& character, std::string_view bytes) {
    if (!character.valid)
      quoted += replacement_character;
    else if (character.code < 0x20 || character.code == '"' || character.code == '\\' ||
             character.code == 0x7F)
      quoted += escaped(character.code);
    else
      quoted += bytes;
    return true;
  });
  quoted += '"';
  return quoted;
}

void JsonWriter::begin_line() {
  if (!indented_)
    return;
  text_ += '\n';
  text_.append(static_cast<std::size_t>(depth_) * 2, ' ');
}

void JsonWriter::begin_element() {
  if (!is_first_)
    text_ += indented_ ? "," : ", ";
  is_first_ = false;
  if (depth_ > 0)
    begin_line();
}

void JsonWriter::begin_member(std::string_view key) {
  begin_element();
  text_ += json_quoted(key);
  text_ += ": ";
}

void JsonWriter::write(double value) {
  if (!std::isfinite(value)) {
    text_ += "null";
    return;
  }
  char text[32];
  text_.append(text, std::to_chars(text, text + sizeof text, value).ptr);
}

} // namespace loads::outputs
