// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/cli/option.hpp"

#include <vector>

namespace loads::cli {

// The options of loads-runner, without those of its plugins, in the order of --help.
std::vector<Option> runner_table();

// Those of Loads 0.3 that this version does not have. Each row has a reason.
std::vector<Option> refused_options();

} // namespace loads::cli
