// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/cli/layer.hpp"
#include "core/model/plan.hpp"
#include "core/module/suite.hpp"

#include <vector>

namespace loads::cli {

// Whether the user says something of the load: then all that suites say of it is left out.
bool says_load(const Values& values);

// Adds to the plan what its tests declare as options of their run: thresholds, if the user has given none,
// and the load, unless the user `has_load`, for so many agents (0: for this machine). If the plan asks for
// one test, a declared mix does not count. Returns a line for the user, that a load is left out; empty if
// not. The error has a line for each mistake, which names the class and where it is registered. Pure.
base::Result<std::string> add_suite_options(const std::vector<module::TestEntry>& tests, bool has_load,
                                            std::uint64_t agents, model::Plan& plan);

} // namespace loads::cli
