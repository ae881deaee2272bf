// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/unique_fd.hpp"

namespace loads::app {

// loads-job without its main(): one run on an agent, from the order that comes through the socket to its end.
// SIGINT and SIGTERM must be blocked. Returns the exit code.
int run_job(base::UniqueFd agent);

} // namespace loads::app
