// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace loads::outputs {

// One character of UTF-8 text and the bytes it takes; `valid` is false for a byte that begins no character.
struct Character {
  char32_t code = 0;
  std::size_t bytes = 1;
  bool valid = true;
};

// The character at the start of `text`, which is not empty.
Character first_character(std::string_view text);

// Characters that do something to a terminal, or to the eye, other than being seen.
bool is_unsafe(char32_t code);

// Columns on a terminal: 0, 1 or 2. Follows the East Asian widths of Unicode by block.
std::size_t character_width(char32_t code);

} // namespace loads::outputs
