// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/cli/option_table.hpp"

#include <vector>

namespace loads::cli {

// The options of loads-runner, without those of its plugins, in the order of --help.
std::vector<Option> runner_table();

// Those about a cluster.
std::vector<Option> cluster_rows();

// Those of Loads 0.3 that this version does not have. Each row has a reason.
std::vector<Option> refused_options();

// The options of loads-runner and of these plugins. Secrets of observers are refused: they are the broker's.
OptionTable make_runner_table(const std::vector<module::OutputPlugin>& outputs,
                              const std::vector<ObserverOptions>& observers = {});

} // namespace loads::cli
