// SPDX-License-Identifier: Apache-2.0
#include "outputs/common/text.hpp"

#include "outputs/common/characters.hpp"
#include "outputs/common/utf8.hpp"

#include <cstdio>

namespace loads::outputs {
namespace {

std::string escaped(const Character& character, std::string_view bytes) {
  char text[16];
  if (!character.valid || character.code < 0x80)
    std::snprintf(text, sizeof text, "\\x%02x", static_cast<unsigned char>(bytes.front()));
  else
    std::snprintf(text, sizeof text, "\\u%04x", static_cast<unsigned>(character.code));
  return text;
}

std::string made_safe(std::string_view text, bool keep_line_ends) {
  std::string safe;
  safe.reserve(text.size());
  for_each_character(text, [&](const Character& character, std::string_view bytes) {
    if (character.valid && !is_unsafe(character.code))
      safe += bytes;
    else if (character.valid && character.code == '\n')
      safe += keep_line_ends ? "\n" : "\\n";
    else if (character.valid && character.code == '\t')
      safe += "  ";
    else
      safe += escaped(character, bytes);
    return true;
  });
  return safe;
}

// The shortest end of `text` after which at most `width` columns remain.
std::string_view fitting_end(std::string_view text, std::size_t width) {
  std::size_t remaining = display_width(text);
  while (remaining > width) {
    const Character character = first_character(text);
    remaining -= character_width(character.code);
    text.remove_prefix(character.bytes);
  }
  return text;
}

std::string spaces_to(std::string_view text, std::size_t width) {
  const std::size_t taken = display_width(text);
  return std::string(taken < width ? width - taken : 0, ' ');
}

} // namespace

std::string safe_line(std::string_view text) {
  return made_safe(text, false);
}

std::string safe_text(std::string_view text) {
  return made_safe(text, true);
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for_each_character(text, [&](const Character& character, std::string_view) {
    width += character_width(character.code);
    return true;
  });
  return width;
}

std::string_view fitting(std::string_view text, std::size_t width) {
  std::size_t bytes = 0;
  for_each_character(text, [&](const Character& character, std::string_view of_character) {
    const std::size_t columns = character_width(character.code);
    if (columns > width)
      return false;
    width -= columns;
    bytes += of_character.size();
    return true;
  });
  return text.substr(0, bytes);
}

std::string shortened(std::string_view text, std::size_t width) {
  constexpr std::string_view gap = "...";
  if (display_width(text) <= width)
    return std::string(text);
  if (width <= gap.size())
    return std::string(fitting(text, width));
  const std::size_t kept = width - gap.size();
  std::string result(fitting(text, (kept + 1) / 2));
  result += gap;
  result += fitting_end(text, kept / 2);
  return result;
}

std::string left_aligned(std::string_view text, std::size_t width) {
  return std::string(text) + spaces_to(text, width);
}

std::string right_aligned(std::string_view text, std::size_t width) {
  return spaces_to(text, width) + std::string(text);
}

} // namespace loads::outputs
