// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/unique_fd.hpp"

namespace loads::worker {

enum class WorkerMode {
  process, // loads-worker: handles crashes, ends the process when a test is stuck
  thread,  // --in-process
};

// Everything a worker does: reads the plan from its parent, opens the suite, runs the virtual users, sends
// frames. The memory for events is used only if the plan says so. Returns the exit code of loads-worker.
int run_worker(base::UniqueFd link, base::UniqueFd slab, base::UniqueFd events, WorkerMode mode);

} // namespace loads::worker
