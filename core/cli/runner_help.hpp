// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/cli/option_table.hpp"

#include <string>
#include <vector>

namespace loads::cli {

// One line: how the program is called.
std::string runner_usage();

// The whole of --help.
std::string runner_help(const OptionTable& table, const std::vector<module::OutputPlugin>& outputs,
                        const std::vector<ObserverOptions>& observers = {});

} // namespace loads::cli
