// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/cli/layer.hpp"

#include <string>

namespace loads::cli {

// All options with their values and where each comes from, as a configuration file that says the same.
// Passwords are not shown. Pure.
std::string show_config(const OptionTable& table, const Values& values);

} // namespace loads::cli
