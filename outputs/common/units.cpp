// SPDX-License-Identifier: Apache-2.0
#include "outputs/common/units.hpp"

#include <cmath>
#include <cstddef>
#include <cstdio>

namespace loads::outputs {
namespace {

constexpr std::uint64_t second_ns = 1'000'000'000;

// Three significant digits; whole numbers from 100 on.
std::string three_digits(double value) {
  return decimal(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

// `value` in the largest of the units, each 1000 times the one before, in which it shows at least 1.
template <std::size_t N>
std::string scaled(double value, const char* const (&units)[N]) {
  std::size_t unit = 0;
  while (unit + 1 < N && value >= 999.5) { // would show as 1000
    value /= 1000;
    ++unit;
  }
  const bool whole = unit == 0 && value == std::floor(value);
  return (whole ? decimal(value, 0) : three_digits(value)) + units[unit];
}

std::string two_parts(std::uint64_t large, const char* large_unit, std::uint64_t small, const char* unit) {
  char text[48];
  std::snprintf(text, sizeof text, "%llu%s%02llu%s", static_cast<unsigned long long>(large), large_unit,
                static_cast<unsigned long long>(small), unit);
  return text;
}

} // namespace

std::string human_seconds(std::uint64_t nanoseconds) {
  const std::uint64_t seconds = nanoseconds / second_ns;
  if (seconds < 60)
    return std::to_string(seconds) + "s";
  if (seconds < 3600)
    return two_parts(seconds / 60, "m", seconds % 60, "s");
  return two_parts(seconds / 3600, "h", seconds % 3600 / 60, "m");
}

std::string human_time(std::uint64_t nanoseconds) {
  if (nanoseconds >= 60 * second_ns)
    return human_seconds(nanoseconds);
  if (nanoseconds >= second_ns)
    return three_digits(static_cast<double>(nanoseconds) / 1e9) + "s";
  return scaled(static_cast<double>(nanoseconds), {"ns", "us", "ms", "s"});
}

std::string human_bytes(std::uint64_t bytes) {
  return scaled(static_cast<double>(bytes), {"B", "KB", "MB", "GB", "TB", "PB"});
}

std::string human_count(std::uint64_t count) {
  if (count < 10'000)
    return std::to_string(count);
  return scaled(static_cast<double>(count), {"", "k", "M", "G", "T"});
}

std::string human_number(double value) {
  if (value < 0)
    return "-" + human_number(-value);
  if (value < 10'000 && value == std::floor(value))
    return decimal(value, 0);
  if (value >= 1)
    return scaled(value, {"", "k", "M", "G", "T", "P"});
  int decimals = 2; // and one more for each zero in front
  for (double digits = value; digits < 0.1 && decimals < 9; digits *= 10)
    ++decimals;
  return decimal(value, decimals + 1);
}

std::string human_rate(double per_second) {
  if (!(per_second > 0))
    return "0";
  return scaled(per_second, {"", "k", "M", "G"});
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0)
    return "-";
  if (part == 0)
    return "0%";
  if (part >= whole)
    return "100%";
  const double share = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  if (share < 0.1)
    return "<0.1%";
  if (share > 99.9)
    return ">99.9%";
  return decimal(share, 1) + "%";
}

} // namespace loads::outputs
