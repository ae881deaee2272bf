// SPDX-License-Identifier: Apache-2.0
#include "core/model/warm_up.hpp"

#include "core/base/duration.hpp"

namespace loads::model {

std::string warm_up_problem(const Plan& plan, std::uint64_t tests) {
  const base::Duration all = total_duration(plan, tests);
  if (plan.warm_up <= base::Duration(0) || all <= base::Duration(0) || all > plan.warm_up)
    return {};
  return "--warm-up " + base::format_duration(plan.warm_up) + ": nothing is left to measure of a run of " +
         base::format_duration(all) + "; make the warm-up shorter, or the run longer";
}

} // namespace loads::model
