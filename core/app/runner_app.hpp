// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace loads::app {

// loads-runner without its main(): does what the arguments ask for and returns the exit code.
int run_runner(const std::vector<std::string>& arguments);

} // namespace loads::app
