// SPDX-License-Identifier: Apache-2.0
#include "core/model/cycle.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <charconv>

namespace loads::model {
namespace {

base::Error bad_cycles(std::string_view option, std::string_view text, std::string_view why) {
  return base::usage_error(std::string(option) + " " + base::printable(base::shortened(text, 200)) + ": " +
                           std::string(why) + "; write cycles like 10:20:30");
}

std::string quoted(std::string_view part) {
  return "'" + base::printable(base::shortened(part, 100)) + "'";
}

} // namespace

base::Result<Cycles> parse_cycles(std::string_view option, std::string_view text) {
  Cycles cycles;
  if (text.empty())
    return bad_cycles(option, "''", "there is no number");
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(':', begin), text.size());
    const std::string_view part = text.substr(begin, end - begin);
    begin = end + 1;
    if (part.empty())
      return bad_cycles(option, text, "a number is missing beside a colon");
    if (part.find_first_not_of("0123456789") != std::string_view::npos)
      return bad_cycles(option, text, quoted(part) + " is not a whole number");
    std::uint64_t value = 0;
    const auto result = std::from_chars(part.data(), part.data() + part.size(), value);
    if (result.ec != std::errc{} || value > largest_cycle)
      return bad_cycles(option, text, quoted(part) + " is more than " + std::to_string(largest_cycle));
    if (value == 0)
      return bad_cycles(option, text, quoted(part) + " is less than 1");
    if (cycles.size() == most_cycles)
      return bad_cycles(option, text, "there are more than " + std::to_string(most_cycles) + " cycles");
    cycles.push_back(value);
  }
  return cycles;
}

std::string format_cycles(const Cycles& cycles) {
  std::string out;
  for (const std::uint64_t value : cycles) {
    if (!out.empty())
      out += ':';
    out += std::to_string(value);
  }
  return out;
}

} // namespace loads::model
