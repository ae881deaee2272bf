// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/model/plan.hpp"

#include <string>
#include <vector>

namespace loads::runner {

// A usage error for a run that is known beforehand to measure nothing, or not to keep a threshold.
// `test_names` are those that are run; `by_suite`: the suite declares the thresholds.
base::Status check_plan(const model::Plan& plan, const std::vector<std::string>& test_names, bool by_suite);

// The same of programs of --test-runner, which may each go on for `timeout` after their time. Their tests are
// not known.
base::Status check_external_plan(const model::Plan& plan, base::Duration timeout);

} // namespace loads::runner
