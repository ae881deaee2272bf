// SPDX-License-Identifier: Apache-2.0
#include "core/base/duration.hpp"

#include "core/base/text.hpp"

#include <array>
#include <cstdint>

namespace loads::base {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t ns;
};

constexpr std::array<Unit, 7> units{{{"d", 86'400'000'000'000},
                                     {"h", 3'600'000'000'000},
                                     {"m", 60'000'000'000},
                                     {"s", 1'000'000'000},
                                     {"ms", 1'000'000},
                                     {"us", 1'000},
                                     {"ns", 1}}};
constexpr std::size_t seconds_index = 3;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view take_digits(std::string_view& rest) {
  std::size_t size = 0;
  while (size < rest.size() && is_digit(rest[size]))
    ++size;
  const std::string_view digits = rest.substr(0, size);
  rest.remove_prefix(size);
  return digits;
}

// A number with an optional fraction, as its digits.
struct Amount {
  std::string_view whole;
  std::string_view fraction;
};

// The amount times the unit, cut to whole nanoseconds; false if that is too large.
bool scale(const Amount& amount, std::int64_t unit_ns, std::int64_t& ns) {
  std::int64_t whole = 0;
  for (const char c : amount.whole)
    if (__builtin_mul_overflow(whole, 10, &whole) || __builtin_add_overflow(whole, c - '0', &whole))
      return false;
  if (__builtin_mul_overflow(whole, unit_ns, &ns))
    return false;
  for (const char c : amount.fraction) {
    unit_ns /= 10;
    if (__builtin_add_overflow(ns, (c - '0') * unit_ns, &ns))
      return false;
  }
  return true;
}

Error bad_duration(std::string_view text, std::string_view why) {
  return usage_error("'" + printable(text) + "' is not a duration: " + std::string(why) +
                     "; write seconds or units, like 90, 1m30s or 300ms");
}

std::size_t find_unit(std::string_view name) {
  std::size_t index = 0;
  while (index < units.size() && units[index].name != name)
    ++index;
  return index;
}

} // namespace

Result<Duration> parse_duration(std::string_view text) {
  if (text.empty())
    return bad_duration(text, "it is empty");
  std::int64_t total = 0;
  std::size_t next_unit = 0; // units before this one are used up
  std::string_view rest = text;
  do {
    Amount amount;
    amount.whole = take_digits(rest);
    if (!rest.empty() && rest.front() == '.') {
      rest.remove_prefix(1);
      amount.fraction = take_digits(rest);
      if (amount.fraction.empty())
        return bad_duration(text, "digits are missing after the point");
    }
    if (amount.whole.empty())
      return bad_duration(text, "a number is missing");
    std::size_t size = 0;
    while (size < rest.size() && !is_digit(rest[size]) && rest[size] != '.' && rest[size] != '-')
      ++size;
    std::size_t unit = find_unit(rest.substr(0, size));
    if (size == 0 && next_unit == 0)
      unit = seconds_index;
    if (unit == units.size())
      return bad_duration(text, size == 0 ? "a unit is missing" : "its unit is none of d h m s ms us ns");
    if (unit < next_unit)
      return bad_duration(text, "larger units come first, each once");
    next_unit = unit + 1;
    rest.remove_prefix(size);
    std::int64_t ns = 0;
    if (!scale(amount, units[unit].ns, ns) || __builtin_add_overflow(total, ns, &total))
      return bad_duration(text, "it is too long (over 292 years)");
    if (size == 0 && !rest.empty())
      return bad_duration(text, "a unit is missing");
  } while (!rest.empty());
  return Duration(total);
}

std::string format_duration(Duration duration) {
  std::int64_t ns = duration.count();
  if (ns == 0)
    return "0s";
  std::string out;
  if (ns < 0) {
    out = "-";
    ns = ns == INT64_MIN ? INT64_MAX : -ns;
  }
  // Below a second the largest unit that fits, with a fraction; above it whole units down to seconds.
  std::size_t last = seconds_index;
  while (units[last].ns > ns)
    ++last;
  for (std::size_t index = 0; index <= last; ++index) {
    const std::int64_t whole = ns / units[index].ns;
    ns %= units[index].ns;
    const bool fraction = index == last && ns != 0;
    if (whole == 0 && !fraction)
      continue;
    out += std::to_string(whole);
    if (fraction) {
      out += '.';
      for (std::int64_t digit = units[index].ns / 10; ns != 0; digit /= 10) {
        out += static_cast<char>('0' + ns / digit);
        ns %= digit;
      }
    }
    out += units[index].name;
  }
  return out;
}

} // namespace loads::base
