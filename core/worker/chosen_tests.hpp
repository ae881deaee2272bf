// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/plan.hpp"
#include "core/model/run_steps.hpp"
#include "core/module/suite.hpp"

#include <vector>

namespace loads::worker {

// The tests that a plan means. Their numbers in the selections are those of all results.
struct ChosenTests {
  std::vector<module::TestEntry> entries;
  std::vector<model::Selection> selections; // as model::run_rounds() takes them
};

// Of the suite's tests. A usage error if the plan names some that do not exist. The groups of tests of a
// scenario begin with its name: "buyers/Cart".
base::Result<ChosenTests> choose_tests(const std::vector<module::TestEntry>& suite, const model::Plan& plan);

} // namespace loads::worker
