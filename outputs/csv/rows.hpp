// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/totals.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace loads::outputs {

// One cell of CSV after RFC 4180. Text that a spreadsheet would take for a formula gets an apostrophe in
// front; control characters and bytes that are not UTF-8 become U+FFFD.
std::string csv_cell(std::string_view text);

// The names of the columns, with the line's end.
std::string csv_header();

// A line for each label that had requests in this part of the run. Pure.
std::string csv_rows(std::uint64_t run_started_unix_ns, const Totals& part);

} // namespace loads::outputs
