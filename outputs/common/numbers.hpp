// SPDX-License-Identifier: Apache-2.0
// Figures and points in time as text, the same in every locale.
#pragma once

#include <cstdint>
#include <string>

namespace loads::outputs {

// Fixed decimals, always with a point.
std::string decimal(double value, int decimals);

// Exact: "1.25" for 1,250,000,000 ns, "0" for none.
std::string exact_seconds(std::uint64_t nanoseconds);

// In what files give the values of a metric of that loads_metric_unit, and what makes them of its own.
const char* metric_unit_name(std::int32_t unit);
double metric_value(std::int32_t unit, double value);

// UTC, "2030-01-02T03:04:05.123456Z"; with `decimals` 0 to 9 digits after the seconds' point.
std::string iso_time(std::uint64_t unix_ns, int decimals = 6);

} // namespace loads::outputs
