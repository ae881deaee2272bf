// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"

#include <string>
#include <vector>

namespace loads::threshold {

// What is known of a run before it begins.
struct RunAhead {
  base::Duration from{0};                          // measured is what comes after this
  base::Duration until{0};                         // it is over by then; 0: that is not known
  const std::vector<std::string>* tests = nullptr; // "Class.test"; null: they are not known
};

// Why a threshold can never be kept in that run: no window of it fits, or nobody runs its test. A line for
// each of the thresholds, as the user wrote them; empty: nothing is known against them. Pure.
std::string problem_beforehand(const std::vector<std::string>& thresholds, const RunAhead& run);

} // namespace loads::threshold
