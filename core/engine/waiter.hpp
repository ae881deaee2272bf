// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"

namespace loads::engine {

enum class Wake {
  ready,     // what was waited for happened
  timeout,   // the deadline came first
  cancelled, // the run is stopping; all later waits of this user return this at once
};

// A socket that a user waits on. `fd` must be non-blocking. The owner attaches it once after opening and
// detaches it before closing, which costs no system call; `state` belongs to the waiter. A socket is attached
// after connect(2) was called: before that it looks hung up.
struct IoHandle {
  int fd = -1;
  void* state = nullptr;
};

// How code that looks blocking waits. One virtual user has one waiter: on a fiber it parks, on a thread of
// its own (--blocking) it blocks. All functions are called by that user only.
class Waiter {
public:
  virtual ~Waiter() = default;

  virtual bool attach(IoHandle& handle) = 0; // false: errno says why
  virtual void detach(IoHandle& handle) = 0;

  // Until the descriptor may be read or written, or was shut down. Call after EAGAIN, or when an answer is
  // awaited; spurious `ready` is possible. Data that was there before and was left unread may not be reported
  // again: after a read that filled its buffer, read on; after a shorter one, wait. [suspends]
  virtual Wake wait_readable(IoHandle& handle, base::TimePoint deadline) = 0;
  virtual Wake wait_writable(IoHandle& handle, base::TimePoint deadline) = 0;

  // `ready` when the time has come. A time in the past lets others run once. [suspends]
  virtual Wake sleep_until(base::TimePoint time) = 0;

  virtual base::TimePoint now() const = 0;
  virtual bool cancelled() const = 0;
};

} // namespace loads::engine
