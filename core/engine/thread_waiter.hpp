// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/stop_signal.hpp"
#include "core/engine/waiter.hpp"

namespace loads::engine {

// Waits by blocking the calling thread: for a user that has a thread of its own (--blocking).
class ThreadWaiter final : public Waiter {
public:
  ThreadWaiter(const base::Clock& clock, const StopSignal& stop) : clock_(clock), stop_(stop) {}

  bool attach(IoHandle&) override { return true; }
  void detach(IoHandle&) override {}
  Wake wait_readable(IoHandle& handle, base::TimePoint deadline) override;
  Wake wait_writable(IoHandle& handle, base::TimePoint deadline) override;
  Wake sleep_until(base::TimePoint time) override;
  base::TimePoint now() const override { return clock_.now(); }
  bool cancelled() const override { return stop_.raised(); }

private:
  Wake wait_for(int fd, short events, base::TimePoint deadline);

  const base::Clock& clock_;
  const StopSignal& stop_;
};

} // namespace loads::engine
