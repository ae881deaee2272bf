// SPDX-License-Identifier: Apache-2.0
#include "core/external/message.hpp"

#include <chrono>

namespace loads::external {
namespace {

// Takes numbers and signs from the front of a text.
class Scanner {
public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool number(std::size_t digits, int& value) {
    if (rest_.size() < digits)
      return false;
    value = 0;
    for (char c : rest_.substr(0, digits)) {
      if (c < '0' || c > '9')
        return false;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return true;
  }
  bool one_of(std::string_view signs, char& sign) {
    if (rest_.empty() || signs.find(rest_[0]) == std::string_view::npos)
      return false;
    sign = rest_[0];
    rest_.remove_prefix(1);
    return true;
  }
  bool sign(char wanted) {
    char found;
    return one_of(std::string_view(&wanted, 1), found);
  }
  // ".25" as nanoseconds; what is finer is dropped.
  std::int64_t fraction() {
    char dot;
    if (!one_of(".,", dot))
      return 0;
    std::int64_t ns = 0, unit = 100'000'000;
    for (int digit = 0; number(1, digit); unit /= 10)
      ns += digit * unit;
    return ns;
  }
  bool at_end() const { return rest_.empty(); }

private:
  std::string_view rest_;
};

// "Z", "+02:00", "-0330" or nothing, in minutes.
bool read_zone(Scanner& scan, int& minutes) {
  minutes = 0;
  char sign;
  if (scan.at_end() || scan.sign('Z'))
    return scan.at_end();
  int hours = 0, rest = 0;
  if (!scan.one_of("+-", sign) || !scan.number(2, hours))
    return false;
  scan.sign(':');
  if (!scan.at_end() && !scan.number(2, rest))
    return false;
  minutes = (hours * 60 + rest) * (sign == '-' ? -1 : 1);
  return scan.at_end();
}

} // namespace

std::optional<std::int64_t> read_date(std::string_view text) {
  using namespace std::chrono;
  Scanner scan(text);
  int y, m, d, hour, minute, second, zone;
  char separator;
  if (!scan.number(4, y) || !scan.sign('-') || !scan.number(2, m) || !scan.sign('-') || !scan.number(2, d) ||
      !scan.one_of("T ", separator) || !scan.number(2, hour) || !scan.sign(':') || !scan.number(2, minute) ||
      !scan.sign(':') || !scan.number(2, second))
    return {};
  const std::int64_t ns = scan.fraction();
  const year_month_day date{year(y), month(static_cast<unsigned>(m)), day(static_cast<unsigned>(d))};
  if (!read_zone(scan, zone) || !date.ok() || y < 1970 || y > 2200 || hour > 23 || minute > 59 || second > 60)
    return {};
  const auto time = sys_days(date) + hours(hour) + minutes(minute - zone) + seconds(second);
  return nanoseconds(time.time_since_epoch()).count() + ns;
}

} // namespace loads::external
