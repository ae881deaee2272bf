// SPDX-License-Identifier: Apache-2.0
#include "core/external/steps.hpp"

#include <algorithm>

namespace loads::external {

std::vector<Step> runner_steps(const model::Plan& plan) {
  const auto value_at = [](const model::Cycles& cycles, std::size_t at) {
    return cycles.empty() ? 0 : cycles[std::min(at, cycles.size() - 1)];
  };
  std::vector<Step> steps;
  for (std::size_t at = 0; at < std::max(plan.users.size(), plan.hits.size()); ++at)
    steps.push_back(
        {value_at(plan.users, at), value_at(plan.hits, at),
         plan.hits.empty() ? std::chrono::ceil<std::chrono::seconds>(plan.duration) : base::Duration(0)});
  return steps;
}

std::uint64_t expected_iterations(const std::vector<Step>& steps) {
  std::uint64_t sum = 0;
  for (const Step& step : steps)
    sum += step.users * step.hits; // below 2^60 each, see model::largest_cycle
  return sum;
}

base::Duration total_duration(const std::vector<Step>& steps) {
  base::Duration sum{0};
  for (const Step& step : steps)
    sum += step.duration;
  return sum;
}

} // namespace loads::external
