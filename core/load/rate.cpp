// SPDX-License-Identifier: Apache-2.0
#include "core/load/rate.hpp"

#include "core/base/duration.hpp"
#include "core/base/text.hpp"

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace loads::load {
namespace {

std::string quoted(std::string_view text) {
  return "'" + base::printable(base::shortened(text, 60)) + "'";
}

} // namespace

bool parse_number(std::string_view text, double& value) {
  if (text.empty() || text.find_first_not_of("0123456789.") != std::string_view::npos ||
      text.front() == '.' || text.back() == '.')
    return false;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  return error == std::errc{} && end == text.data() + text.size();
}

base::Result<double> parse_rate(std::string_view text, bool may_be_zero) {
  const std::size_t slash = text.find('/');
  const std::string_view number = text.substr(0, text.find_first_not_of("0123456789."));
  if (slash == std::string_view::npos)
    return base::usage_error("a rate needs a unit of time; write " +
                             (number.empty() ? "500" : base::printable(base::shortened(number, 60))) +
                             "/s for so many a second");
  double count = 0;
  if (!parse_number(text.substr(0, slash), count))
    return base::usage_error(quoted(text.substr(0, slash)) +
                             " is not a number; write rates like 500/s or 30/m");
  std::string unit(text.substr(slash + 1));
  if (!unit.empty() && unit.find_first_of("0123456789") == std::string::npos)
    unit.insert(0, "1");
  const base::Result<base::Duration> per = base::parse_duration(unit);
  if (!per || *per <= base::Duration::zero() || unit.find_first_not_of("0123456789.") == std::string::npos)
    return base::usage_error(quoted(text.substr(slash + 1)) +
                             " is not a unit of time; write rates like 500/s, 30/m or 100/10s");
  const double rate = count / std::chrono::duration<double>(*per).count();
  if (rate > largest_rate)
    return base::usage_error(quoted(text) + " is more than " + format_rate(largest_rate));
  if (rate <= 0 && !may_be_zero)
    return base::usage_error(quoted(text) + " is no load at all");
  return rate;
}

std::string format_number(double value) {
  constexpr int digits_shown = 6, most_zeros = 20;
  int zeros = 0; // behind the point
  for (double scaled = value; scaled > 0 && scaled < 0.1 && zeros < most_zeros; scaled *= 10)
    ++zeros;
  char digits[64];
  std::snprintf(digits, sizeof digits, "%.*f", digits_shown + zeros, value);
  std::string text = digits;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.')
    text.pop_back();
  return text;
}

// Few in a second are mostly typed as so many in a minute or an hour: 2/m is no 0.033333/s.
std::string format_rate(double per_second) {
  constexpr std::pair<double, const char*> units[] = {{1, "/s"}, {60, "/m"}, {3600, "/h"}};
  constexpr double rounding = 1e-9;
  std::string text = format_number(per_second) + "/s";
  if (per_second >= 1)
    return text;
  for (const auto& [seconds, unit] : units) {
    const double count = per_second * seconds;
    const std::string shown = format_number(count);
    if (std::abs(std::strtod(shown.c_str(), nullptr) - count) <= rounding * count)
      return shown + unit;
  }
  return text;
}

} // namespace loads::load
