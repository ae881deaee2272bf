// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/worker/link.hpp"

#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

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
  // Of the process and of its group; -1 of a thread.
  virtual pid_t pid() const = 0;
  // Ends it at once, without a report. Does nothing to a thread.
  virtual void kill() = 0;
  // Whether it ends within that time. A thread is taken to.
  virtual bool ends_within(base::Duration time) = 0;
  // Waits until it has ended.
  virtual WorkerExit wait() = 0;
};

// What a worker gets from its parent, who keeps it, too; -1: nothing.
struct Inherited {
  int slab = -1;
  int events = -1; // if somebody wants events
  int module = -1; // if the suite is opened from a descriptor, by module_path_of_descriptor
  int output = -1; // where it prints to; otherwise where this program does
  const std::vector<std::string>* environment = nullptr; // "NAME=value"; otherwise that of this program
};

// Starts loads-worker from this program's own folder, in a process group of its own, so that Ctrl-C reaches
// only the parent. The worker ends when the parent does.
base::Result<std::unique_ptr<WorkerHandle>> start_worker_process(const Inherited& inherited);

// Runs the worker on a thread of this process, for a debugger: a crash of the test takes everything with it.
base::Result<std::unique_ptr<WorkerHandle>> start_worker_thread(const Inherited& inherited);

// The descriptors that a worker process finds open.
inline constexpr int worker_link_fd = 3;
inline constexpr int worker_slab_fd = 4;
inline constexpr int worker_events_fd = 5; // if an output wants events
inline constexpr int worker_module_fd = 6; // if the suite comes in a descriptor
inline constexpr const char* module_path_of_descriptor = "/proc/self/fd/6";

} // namespace loads::worker
