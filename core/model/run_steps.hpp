// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/plan.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace loads::model {

// One of the tests that are run, by its number among them, and how often it comes.
struct DrawnTest {
  std::uint32_t test = 0;
  double weight = 1;

  bool operator==(const DrawnTest&) const = default;
};
using Selection = std::vector<DrawnTest>;

// Users who do the same: each of their iterations is of one of the tests.
struct Step {
  Selection tests;
  std::uint64_t users = 0;
  std::size_t cycle = 0;                // from 0, which of Plan::users
  Cycles hits;                          // empty: without end
  base::Duration start{0}, duration{0}; // since its round began; 0: hits or load.iterations decide
  load::Load load;
  bool shares_users = false; // users are those of all agents, not of each

  bool operator==(const Step&) const = default;
};

// Steps at the same time. Each round waits until all users of the one before have ended.
using Round = std::vector<Step>;

// For each selection in turn, each users cycle; or one round with all scenarios, a selection each.
std::vector<Round> run_rounds(const Plan& plan, const std::vector<Selection>& selections);

// The iterations of one user in one step: the hits cycles one after the other, without a barrier; without end
// if the cycles are empty because a duration decides. Borrows the cycles.
class HitSequence {
public:
  explicit HitSequence(const Cycles& hits) : hits_(&hits) {}

  // To the next iteration, also to the first; false if there is none.
  bool advance();
  // There was one, and there will be no other.
  bool is_over() const;

  std::uint64_t hits() const; // of the current hits cycle; 0 if a duration decides
  std::uint32_t cycle() const { return static_cast<std::uint32_t>(cycle_); } // of hits, from 0
  std::uint64_t hit() const { return hit_; } // from 1 within the cycle; 0 before the first

private:
  const Cycles* hits_;
  std::size_t cycle_ = 0;
  std::uint64_t hit_ = 0;
};

} // namespace loads::model
