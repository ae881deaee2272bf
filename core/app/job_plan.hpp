// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/job/order.hpp"

#include <filesystem>

namespace loads::app {

// The plan of an order as this machine needs it, for a run in that folder. An Error is why it cannot be run
// here.
base::Result<model::Plan> local_plan(const job::Order& order, const std::filesystem::path& folder);

} // namespace loads::app
