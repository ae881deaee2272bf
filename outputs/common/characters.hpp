// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace loads::outputs {

// Characters that do something to a terminal, or to the eye, other than being seen.
bool is_unsafe(char32_t code);

// Columns on a terminal: 0, 1 or 2. Follows the East Asian widths of Unicode by block.
std::size_t character_width(char32_t code);

} // namespace loads::outputs
