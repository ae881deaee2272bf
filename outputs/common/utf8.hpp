// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
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

// Calls `use(character, its bytes)` for each character, until it returns false.
template <class Use>
void for_each_character(std::string_view text, Use use) {
  while (!text.empty()) {
    const Character character = first_character(text);
    if (!use(character, text.substr(0, character.bytes)))
      return;
    text.remove_prefix(character.bytes);
  }
}

// What stands for a byte or character that cannot be shown: U+FFFD.
inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

} // namespace loads::outputs
