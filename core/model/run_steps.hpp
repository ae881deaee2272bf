// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/plan.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace loads::model {

// Users who start together on one test. Each step waits until all users of the one before have ended.
struct Step {
  std::uint32_t test = 0; // from 0, in the order of the tests chosen
  std::uint64_t users = 0;
  std::size_t cycle = 0; // from 0, which of Plan::users

  bool operator==(const Step&) const = default;
};

// For each test in turn, each users cycle.
std::vector<Step> run_steps(const Plan& plan, std::uint32_t tests);

// The iterations of one user in one step: the hits cycles one after the other, without a barrier; without end
// if the cycles are empty because a duration decides. Borrows the cycles.
class HitSequence {
public:
  explicit HitSequence(const Cycles& hits) : hits_(&hits) {}

  // To the next iteration, also to the first; false if there is none.
  bool advance();

  std::uint64_t hits() const; // of the current hits cycle; 0 if a duration decides
  std::uint32_t cycle() const { return static_cast<std::uint32_t>(cycle_); } // of hits, from 0
  std::uint64_t hit() const { return hit_; } // from 1 within the cycle; 0 before the first

private:
  const Cycles* hits_;
  std::size_t cycle_ = 0;
  std::uint64_t hit_ = 0;
};

} // namespace loads::model
