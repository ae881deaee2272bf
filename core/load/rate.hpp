// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <string>
#include <string_view>

namespace loads::load {

inline constexpr double largest_rate = 1e9; // a second

// Reads a rate: "500/s", "1.5/s", "90/m", "5000/h", "100/10s". The result is per second, and more than 0
// unless `may_be_zero`. The error is one line without the text itself.
base::Result<double> parse_rate(std::string_view text, bool may_be_zero = false);

// "500/s", "1.5/s", and where that has too many digits "2/m" or "1/h": parse_rate reads the same back, to six
// digits.
std::string format_rate(double per_second);
// "1.5": the number alone.
std::string format_number(double value);

// A number like 12 or 0.5: digits, perhaps with a point. False if it is none.
bool parse_number(std::string_view text, double& value);

} // namespace loads::load
