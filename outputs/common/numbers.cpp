// SPDX-License-Identifier: Apache-2.0
#include "outputs/common/numbers.hpp"

#include <loads/abi/metric.h>

#include <cstdio>
#include <ctime>

namespace loads::outputs {
namespace {

constexpr std::uint64_t second_ns = 1'000'000'000;

// The first `digits` of nine: "123456" of 123,456,789 ns.
std::string fraction(std::uint64_t nanoseconds, int digits) {
  char text[16];
  std::snprintf(text, sizeof text, "%09u", static_cast<unsigned>(nanoseconds % second_ns));
  return std::string(text, static_cast<std::size_t>(digits));
}

} // namespace

std::string decimal(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  for (char& character : text)
    if (character == ',') // a locale that a plugin or program has set
      character = '.';
  return text;
}

std::string exact_seconds(std::uint64_t nanoseconds) {
  std::string text = std::to_string(nanoseconds / second_ns) + "." + fraction(nanoseconds, 9);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.')
    text.pop_back();
  return text;
}

const char* metric_unit_name(std::int32_t unit) {
  return unit == LOADS_UNIT_TIME ? "seconds" : unit == LOADS_UNIT_BYTES ? "bytes" : "number";
}

double metric_value(std::int32_t unit, double value) {
  return unit == LOADS_UNIT_TIME ? value / 1e9 : value;
}

std::string iso_time(std::uint64_t unix_ns, int decimals) {
  const std::time_t seconds = static_cast<std::time_t>(unix_ns / second_ns);
  std::tm parts{};
  gmtime_r(&seconds, &parts); // 64 bits of nanoseconds do not leave the years that it knows
  char date[32];
  std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
  std::string text = date;
  if (decimals > 0)
    text += "." + fraction(unix_ns, decimals);
  return text + "Z";
}

} // namespace loads::outputs
