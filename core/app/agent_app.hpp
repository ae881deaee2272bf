// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/wire/weakness.hpp"

#include <string>
#include <vector>

namespace loads::app {

// loads-agent without its main(): works until it is told to end, and returns the exit code. Only tests want a
// weakness.
int run_agent(const std::vector<std::string>& arguments, wire::Weakness weakness = wire::Weakness::none);

} // namespace loads::app
