// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/stdout/style.hpp"

#include <loads/totals.hpp>

#include <cstddef>
#include <string>

namespace loads::outputs {

// "[====>    ]  45%  12.3k hits  1.2k/s  0 failed  p95 12.3ms  12s, 15s left" in exactly as many columns as
// are free: the bar takes what the figures leave, and figures are left out from the end where it gets narrow.
std::string progress_bar(const Totals& so_far, std::size_t columns, const Style& style);

// "[==============]  100%": what stays of the bar when the run is over.
std::string closing_bar(const Totals& totals, std::size_t columns);

// The same figures for a log, with the users while there are any: no bar, no colours, no newline.
std::string progress_line(const Totals& so_far);

} // namespace loads::outputs
