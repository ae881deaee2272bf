// SPDX-License-Identifier: Apache-2.0
#include "core/load/limits.hpp"

#include "core/load/rate.hpp"

#include <algorithm>

namespace loads::load {
namespace {

// As parse_pause() has it: an exponential pause may be many times as long.
constexpr base::Duration longest_pause = std::chrono::hours(24 * 365);

} // namespace

double total_seconds(const std::vector<Stage>& stages) {
  double seconds = 0;
  for (const Stage& stage : stages)
    seconds += std::chrono::duration<double>(stage.length).count();
  return seconds;
}

bool is_possible(const Load& load) {
  const double most = load.open ? largest_rate : most_users;
  const auto fits = [](const Pause& pause) { return std::max(pause.low, pause.high) <= longest_pause; };
  return load.begin <= most && load.grace() <= longest_time && fits(load.think_time) && fits(load.pace) &&
         total_seconds(load.stages) <= std::chrono::duration<double>(longest_time).count() &&
         std::all_of(load.stages.begin(), load.stages.end(),
                     [most](const Stage& stage) { return stage.target <= most; });
}

} // namespace loads::load
