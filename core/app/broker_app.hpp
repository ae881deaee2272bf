// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace loads::app {

// loads-broker with these arguments; the exit code. See prepare_daemon().
int run_broker(const std::vector<std::string>& arguments);

} // namespace loads::app
