// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/event_loop.hpp"
#include "core/engine/fiber.hpp"
#include "core/engine/poller.hpp"
#include "core/engine/task_queue.hpp"
#include "core/engine/timer_queue.hpp"
#include "core/engine/waiter.hpp"

namespace loads::engine {

// Waits by parking a fiber; when the wait is over, `task` is made ready, which must resume the fiber.
//
// A time-out is armed lazily: while an earlier one is armed, a new deadline is only written down, and looked
// at again when the earlier one fires. With a request after the other that is a comparison per request.
class FiberWaiter final : public Waiter, private IoListener, private Timer {
public:
  FiberWaiter(EventLoop& loop, Fiber& fiber, Task& task) : loop_(loop), fiber_(fiber), task_(task) {}
  ~FiberWaiter() override { loop_.timers().disarm(*this); }
  FiberWaiter(const FiberWaiter&) = delete;
  FiberWaiter& operator=(const FiberWaiter&) = delete;

  bool attach(IoHandle& handle) override { return loop_.poller().attach(handle); }
  void detach(IoHandle& handle) override { loop_.poller().detach(handle); }
  Wake wait_readable(IoHandle& handle, base::TimePoint deadline) override;
  Wake wait_writable(IoHandle& handle, base::TimePoint deadline) override;
  Wake sleep_until(base::TimePoint time) override;
  base::TimePoint now() const override { return loop_.now(); }
  bool cancelled() const override { return cancelled_; }

  // On the loop's thread, from outside the fiber: ends the wait of a parked user with Wake::cancelled, and
  // all its later ones.
  void cancel();

private:
  Wake wait_for(IoHandle& handle, std::uint8_t direction, base::TimePoint deadline);
  Wake park(base::TimePoint deadline, Wake at_deadline);
  void wake(Wake result);
  void io_ready() override { wake(Wake::ready); }
  void fire(base::TimePoint now) override;

  EventLoop& loop_;
  Fiber& fiber_;
  Task& task_;
  base::TimePoint deadline_ = base::never;
  Wake at_deadline_ = Wake::timeout;
  Wake result_ = Wake::ready;
  bool parked_ = false; // and not yet made ready
  bool cancelled_ = false;
};

} // namespace loads::engine
