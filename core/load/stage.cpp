// SPDX-License-Identifier: Apache-2.0
#include "core/load/stage.hpp"

#include "core/base/duration.hpp"
#include "core/base/text.hpp"
#include "core/load/rate.hpp"

#include <cmath>

namespace loads::load {

base::Result<Stage> parse_stage(std::string_view option, std::string_view text) {
  const auto bad = [&](std::string_view why) {
    return base::usage_error(std::string(option) + " " + base::printable(base::shortened(text, 200)) + ": " +
                             std::string(why) +
                             "; write stages like 30s:100 (users) or 30s:1000/s (arrivals)");
  };
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos)
    return bad("the colon between duration and target is missing");
  const base::Result<base::Duration> length = base::parse_duration(text.substr(0, colon));
  if (!length)
    return bad("'" + base::printable(base::shortened(text.substr(0, colon), 60)) + "' is not a duration");
  const std::string_view target = text.substr(colon + 1);
  Stage stage{*length, 0, target.find('/') != std::string_view::npos};
  if (stage.is_rate) {
    const base::Result<double> rate = parse_rate(target, true);
    if (!rate)
      return bad(rate.error().text.substr(0, rate.error().text.find("; write")));
    stage.target = *rate;
    return stage;
  }
  if (!parse_number(target, stage.target) || stage.target != std::floor(stage.target))
    return bad("'" + base::printable(base::shortened(target, 60)) + "' is not a whole number of users");
  if (stage.target > most_users)
    return bad("'" + base::printable(base::shortened(target, 60)) + "' is more than " +
               std::to_string(static_cast<std::uint64_t>(most_users)));
  return stage;
}

std::string format_stage(const Stage& stage) {
  return base::format_duration(stage.length) + ":" +
         (stage.is_rate ? format_rate(stage.target)
                        : std::to_string(static_cast<std::uint64_t>(stage.target)));
}

} // namespace loads::load
