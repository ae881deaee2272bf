// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/job/description.hpp"

namespace loads::app {

// The agent's limits for a worker of the run, with the names among what is never a target turned into all of
// their addresses. An Error is why the run cannot be held to them. May wait for name servers.
base::Result<model::Limits> prepare_limits(model::Limits limits, const job::Description& description);

} // namespace loads::app
