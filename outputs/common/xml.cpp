// SPDX-License-Identifier: Apache-2.0
#include "outputs/common/xml.hpp"

#include "outputs/common/utf8.hpp"

#include <algorithm>

namespace loads::outputs {
namespace {

// What XML calls a Char, but for the surrogates, which UTF-8 does not have.
bool is_xml_character(char32_t code) {
  return code >= 0x20 ? code != 0xFFFE && code != 0xFFFF : code == '\t' || code == '\n' || code == '\r';
}

enum class Where { in_text, in_attribute };

// How a character has to be written, or null if it can stand for itself.
const char* reference(char32_t code, Where where) {
  switch (code) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&apos;";
  case '\t':
    return where == Where::in_attribute ? "&#9;" : nullptr;
  case '\n':
    return where == Where::in_attribute ? "&#10;" : nullptr;
  case '\r':
    return "&#13;";
  default:
    return nullptr;
  }
}

bool is_plain(char c) {
  return c >= 0x20 && c < 0x7F && c != '&' && c != '<' && c != '>' && c != '"' && c != '\'';
}

void append_escaped(std::string& out, std::string_view text, Where where) {
  const auto odd = std::find_if_not(text.begin(), text.end(), is_plain);
  out.append(text.begin(), odd);
  text.remove_prefix(static_cast<std::size_t>(odd - text.begin()));
  for_each_character(text, [&](const Character& character, std::string_view bytes) {
    if (!character.valid || !is_xml_character(character.code))
      out += replacement_character;
    else if (const char* written = reference(character.code, where))
      out += written;
    else
      out += bytes;
    return true;
  });
}

} // namespace

std::string xml_text(std::string_view text) {
  std::string escaped;
  append_escaped(escaped, text, Where::in_text);
  return escaped;
}

XmlTag::XmlTag(std::string_view name) : text_("<") {
  text_ += name;
}

XmlTag& XmlTag::with(std::string_view name, std::string_view value) {
  ((text_ += ' ') += name) += "=\"";
  append_escaped(text_, value, Where::in_attribute);
  text_ += '"';
  return *this;
}

} // namespace loads::outputs
