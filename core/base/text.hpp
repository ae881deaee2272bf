// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace loads::base {

// The text with control characters as \n, \t, \x1b and bytes that are no UTF-8 as \xff: safe for a terminal
// and on one line.
std::string printable(std::string_view text);

// Whether the text is well-formed UTF-8.
bool is_utf8(std::string_view text);

// At most `limit` bytes of the text; a longer one ends in "…" and is not cut inside a character.
std::string shortened(std::string_view text, std::size_t limit);

// How many letters must be inserted, removed, changed or swapped with the next to turn one into the other.
// Upper and lower case are the same letter.
std::size_t edit_distance(std::string_view one, std::string_view other);

// The name that was probably meant, or empty if none is near: at most a third of its letters are wrong.
std::string_view find_nearest(std::string_view wrong, std::span<const std::string> names);

// true/false, yes/no, on/off, 1/0, in upper or lower case.
std::optional<bool> parse_flag(std::string_view text);

// "1 user", "2 users".
std::string counted(std::uint64_t count, std::string_view noun);

} // namespace loads::base
