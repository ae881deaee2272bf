// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/plan.hpp"

#include <cstdint>
#include <vector>

namespace loads::external {

// Users who start together, each in a process of its own. The next step begins when all of them have ended.
struct Step {
  std::uint64_t users = 0;
  std::uint64_t hits = 0;     // of each user; 0 if a duration decides
  base::Duration duration{0}; // whole seconds, as runners are told it; 0 if hits decide

  bool operator==(const Step&) const = default;
};

// Cycles side by side, not as a product: step k has the k-th users and the k-th hits, or the last of the
// shorter list. With a duration there is a step for each users cycle.
std::vector<Step> runner_steps(const model::Plan& plan);

// Iterations of all steps, if a runner does one for each hit; 0 if a duration decides.
std::uint64_t expected_iterations(const std::vector<Step>& steps);

// Of all steps together; 0 if hits decide.
base::Duration total_duration(const std::vector<Step>& steps);

} // namespace loads::external
