// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/worker/link.hpp"

#include <memory>
#include <string>
#include <sys/types.h>

namespace loads::worker {

// How a worker ended.
struct WorkerExit {
  int signal = 0; // that ended it, or 0
  int code = 0;   // otherwise
};

// The parent's hold on a worker, whether it is a process of its own or (--in-process) a thread.
class WorkerHandle {
public:
  virtual ~WorkerHandle() = default;
  virtual Link& link() = 0;
  // Ends it at once, without a report. Does nothing to a thread.
  virtual void kill() = 0;
  // Whether it ends within that time. A thread is taken to.
  virtual bool ends_within(base::Duration time) = 0;
  // Waits until it has ended.
  virtual WorkerExit wait() = 0;
};

// Starts loads-worker from this program's own folder, in a process group of its own, so that Ctrl-C reaches
// only the parent. The worker ends when the parent does. `events_fd` is -1 if nobody wants events.
base::Result<std::unique_ptr<WorkerHandle>> start_worker_process(int slab_fd, int events_fd);

// Runs the worker on a thread of this process, for a debugger: a crash of the test takes everything with it.
base::Result<std::unique_ptr<WorkerHandle>> start_worker_thread(int slab_fd, int events_fd);

// The descriptors that a worker process finds open.
inline constexpr int worker_link_fd = 3;
inline constexpr int worker_slab_fd = 4;
inline constexpr int worker_events_fd = 5; // if an output wants events

} // namespace loads::worker
