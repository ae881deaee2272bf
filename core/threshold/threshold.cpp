// SPDX-License-Identifier: Apache-2.0
#include "core/threshold/threshold.hpp"

#include "core/base/duration.hpp"

#include <cmath>
#include <cstdio>

namespace loads::threshold {
namespace {

// To so many digits that count, without an exponent and without zeros at the end.
std::string to_digits(double value, int digits) {
  const int before = value >= 1 ? static_cast<int>(std::floor(std::log10(value))) + 1 : 1;
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", std::max(0, digits - before), value);
  std::string out = text;
  if (out.find('.') != std::string::npos) {
    out.erase(out.find_last_not_of('0') + 1);
    if (out.back() == '.')
      out.pop_back();
  }
  return out;
}

constexpr int meaningful_digits = 4;
constexpr int most_digits = 15; // that a double has

std::string format_to(int digits, double value, Unit unit) {
  switch (unit) {
  case Unit::nanoseconds:
    if (value >= 1e9)
      return to_digits(value / 1e9, digits) + "s";
    return value >= 1e6 ? to_digits(value / 1e6, digits) + "ms" : to_digits(value / 1e3, digits) + "us";
  case Unit::share:
    return to_digits(value * 100, digits) + "%";
  case Unit::number:
    break;
  }
  return to_digits(value, digits);
}

} // namespace

bool Threshold::keeps(double value) const {
  switch (comparison) {
  case Comparison::less:
    return value < bound;
  case Comparison::at_most:
    return value <= bound;
  case Comparison::more:
    return value > bound;
  case Comparison::at_least:
    return value >= bound;
  }
  return false;
}

bool Threshold::is_upper_bound() const {
  return comparison == Comparison::less || comparison == Comparison::at_most;
}

std::string format_value(double value, Unit unit) {
  return format_to(meaningful_digits, value, unit);
}

std::string format_value(double value, Unit unit, double beside) {
  int digits = meaningful_digits;
  while (value != beside && digits < most_digits &&
         format_to(digits, value, unit) == format_to(digits, beside, unit))
    ++digits;
  return format_to(digits, value, unit);
}

} // namespace loads::threshold
