// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/wire/weakness.hpp"

#include <string>
#include <vector>

namespace loads::app {

// loads-broker with these arguments; the exit code. See prepare_daemon(). Only tests want a
// weakness.
int run_broker(const std::vector<std::string>& arguments, wire::Weakness weakness = wire::Weakness::none);

} // namespace loads::app
