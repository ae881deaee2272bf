// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace loads::app {

// loads-keygen: makes a key, or shows the public half of one. The exit code.
int run_keygen(const std::vector<std::string>& arguments);

} // namespace loads::app
