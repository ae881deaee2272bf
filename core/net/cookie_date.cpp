// SPDX-License-Identifier: Apache-2.0
#include "core/net/cookie_jar.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

namespace loads::net {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_delimiter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == 0x09 || (byte >= 0x20 && byte <= 0x2f) || (byte >= 0x3b && byte <= 0x40) ||
         (byte >= 0x5b && byte <= 0x60) || (byte >= 0x7b && byte <= 0x7e);
}

// One number of `least` to `most` digits at the front, which may be followed by anything but a digit.
std::optional<int> number(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t digits = 0;
  int value = 0;
  while (digits < text.size() && is_digit(text[digits])) {
    if (++digits > most)
      return {};
    value = value * 10 + (text[digits - 1] - '0');
  }
  if (digits < least)
    return {};
  text.remove_prefix(digits);
  return value;
}

std::optional<std::chrono::seconds> time_of_day(std::string_view token) {
  std::array<int, 3> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto value = number(token, 1, 2);
    if (!value || (i < 2 && !token.starts_with(':')))
      return {};
    parts[i] = *value;
    if (i < 2)
      token.remove_prefix(1);
  }
  if (parts[0] > 23 || parts[1] > 59 || parts[2] > 59)
    return {};
  return std::chrono::seconds(parts[0] * 3600 + parts[1] * 60 + parts[2]);
}

std::optional<unsigned> month_of(std::string_view token) {
  constexpr std::string_view months = "janfebmaraprmayjunjulaugsepoctnovdec";
  if (token.size() < 3)
    return {};
  std::string name(token.substr(0, 3));
  for (char& c : name)
    c = static_cast<char>(c | 0x20);
  for (std::size_t i = 0; i < months.size(); i += 3)
    if (months.substr(i, 3) == name)
      return static_cast<unsigned>(i / 3 + 1);
  return {};
}

} // namespace

bool parse_cookie_date(std::string_view text, std::int64_t& seconds) {
  std::optional<std::chrono::seconds> time;
  std::optional<int> day, year;
  std::optional<unsigned> month;
  while (!text.empty()) {
    const auto begin = std::find_if_not(text.begin(), text.end(), is_delimiter);
    const auto end = std::find_if(begin, text.end(), is_delimiter);
    std::string_view token(begin, end);
    text = std::string_view(end, text.end());
    if (!time && (time = time_of_day(token)))
      continue;
    auto rest = token;
    if (!day && (day = number(rest, 1, 2)))
      continue;
    if (!month && (month = month_of(token)))
      continue;
    rest = token;
    if (!year)
      year = number(rest, 2, 4);
  }
  if (!time || !day || !month || !year)
    return false;
  if (*year < 70)
    *year += 2000;
  else if (*year < 100)
    *year += 1900;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *year < 1601)
    return false;
  seconds = (std::chrono::sys_days(date).time_since_epoch() + *time) / std::chrono::seconds(1);
  return true;
}

} // namespace loads::net
