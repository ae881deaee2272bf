// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/cli/layer.hpp"

#include <map>
#include <string>
#include <vector>

namespace loads::cli {

// Variables by name.
using Environment = std::map<std::string, std::string>;

// The environment of this process.
Environment process_environment();

// What the variables LOADS_* give; an empty one gives nothing. Lists are words as in a shell: spaces between
// them, quotes around those that have some; search paths have colons. In a process that an external runner's
// test started, LOADS_DURATION and LOADS_ZMQ_RECEIVER tell of that run and are no options.
Layer read_environment(const OptionTable& table, const Environment& environment,
                       std::vector<std::string>& problems);

// A sentence for each variable LOADS_* that means nothing, with the nearest that does.
std::vector<std::string> unknown_variables(const OptionTable& table, const Environment& environment);

} // namespace loads::cli
