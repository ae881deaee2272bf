// SPDX-License-Identifier: Apache-2.0
// Figures for people: three digits that mean something, and a unit.
#pragma once

#include "outputs/common/numbers.hpp"

#include <cstdint>
#include <string>

namespace loads::outputs {

// "1.23ms"; from a minute on "2m03s", "1h02m".
std::string human_time(std::uint64_t nanoseconds);

// Whole seconds: "12s", "1m05s", "1h02m".
std::string human_seconds(std::uint64_t nanoseconds);

// "45.6KB", where a KB is 1000 bytes.
std::string human_bytes(std::uint64_t bytes);

// Exact below 10,000, then "12.3k".
std::string human_count(std::uint64_t count);

// Whole numbers below 10,000 exactly; else three digits that mean something: "0.00123", "-1.50", "12.3k".
std::string human_number(double value);

// "0.50", "12.3", "813", "12.3k".
std::string human_rate(double per_second);

// "100%" and "0%" mean all and none; in between one decimal, "<0.1%", ">99.9%". Of nothing: "-".
std::string percent(std::uint64_t part, std::uint64_t whole);

} // namespace loads::outputs
