// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace loads::outputs {

// Text that came from a test or a server, made safe to show: control characters, terminal escapes, marks that
// turn the writing direction, invisible characters and bytes that are not UTF-8 become visible escapes. In a
// line, so do line ends; in a text, line ends stay.
std::string safe_line(std::string_view text);
std::string safe_text(std::string_view text);

// Columns that safe text takes on a terminal: 2 for wide characters, 0 for combining ones.
std::size_t display_width(std::string_view text);

// Safe text in at most `width` columns; what does not fit is cut out of its middle, where URLs differ least.
std::string shortened(std::string_view text, std::size_t width);

// The longest beginning of safe text that fits in `width` columns.
std::string_view fitting(std::string_view text, std::size_t width);

// Filled up with spaces to `width` columns.
std::string left_aligned(std::string_view text, std::size_t width);
std::string right_aligned(std::string_view text, std::size_t width);

} // namespace loads::outputs
