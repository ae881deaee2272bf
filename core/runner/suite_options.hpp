// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/model/plan.hpp"
#include "core/module/suite.hpp"

#include <vector>

namespace loads::runner {

// Adds to the plan what its tests declare as options of their run, where the user has given none of that
// name. The error is one line that names the class, where it is registered, and the mistake in it. Pure.
base::Status add_suite_options(const std::vector<module::TestEntry>& tests, model::Plan& plan);

} // namespace loads::runner
