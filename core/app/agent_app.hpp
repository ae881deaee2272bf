// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace loads::app {

// loads-agent without its main(): works until it is told to end, and returns the exit code.
int run_agent(const std::vector<std::string>& arguments);

} // namespace loads::app
