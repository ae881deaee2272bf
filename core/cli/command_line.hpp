// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/cli/layer.hpp"

#include <string>
#include <vector>

namespace loads::cli {

// What the arguments (without the program's name) give. Long options may be shortened while that is
// unambiguous; of a scalar option given several times, the last counts. The first mistake is the error.
base::Result<Layer> read_command_line(const OptionTable& table, const std::vector<std::string>& arguments);

// The same as far as it can be told with a table that lacks the options of plugins: what is not in it is
// skipped, and a mistake means that nothing is known.
Layer preview_command_line(const OptionTable& table, const std::vector<std::string>& arguments);

// The options that can be used, in groups, as --help shows them.
std::string describe_options(const OptionTable& table);
// The names of those that are known and refused, as lines of text.
std::string describe_refused(const OptionTable& table);

} // namespace loads::cli
