// SPDX-License-Identifier: Apache-2.0
#include "core/engine/fiber_waiter.hpp"

namespace loads::engine {

// Inline, to have one return fewer after the switch (see fiber.hpp).
[[gnu::always_inline]] inline Wake FiberWaiter::park(base::TimePoint deadline, Wake at_deadline) {
  deadline_ = deadline;
  at_deadline_ = at_deadline;
  if (deadline < loop_.timers().time_of(*this))
    loop_.timers().arm(*this, deadline);
  parked_ = true;
  fiber_.park();
  return result_;
}

Wake FiberWaiter::wait_readable(IoHandle& handle, base::TimePoint deadline) {
  return wait_for(handle, Watch::readable, deadline);
}

Wake FiberWaiter::wait_writable(IoHandle& handle, base::TimePoint deadline) {
  return wait_for(handle, Watch::writable, deadline);
}

Wake FiberWaiter::wait_for(IoHandle& handle, std::uint8_t direction, base::TimePoint deadline) {
  if (cancelled_)
    return Wake::cancelled;
  Watch& watch = *static_cast<Watch*>(handle.state);
  if (watch.take(direction))
    return Wake::ready;
  watch.listener = this;
  watch.interest = direction;
  const Wake result = park(deadline, Wake::timeout);
  watch.listener = nullptr;
  if (result == Wake::ready)
    watch.take(direction);
  return result;
}

Wake FiberWaiter::sleep_until(base::TimePoint time) {
  if (cancelled_)
    return Wake::cancelled;
  if (time > loop_.round_time())
    return park(time, Wake::ready);
  loop_.make_ready(task_); // over already: behind those that are ready, without a timer
  fiber_.park();
  return cancelled_ ? Wake::cancelled : Wake::ready;
}

void FiberWaiter::wake(Wake result) {
  if (!parked_)
    return; // an earlier reason came first
  parked_ = false;
  result_ = result;
  __builtin_prefetch(&fiber_, 1);
  loop_.make_ready(task_);
}

void FiberWaiter::fire(base::TimePoint now) {
  if (!parked_ || deadline_ == base::never)
    return; // left over from a wait that ended
  if (now < deadline_) {
    loop_.timers().arm(*this, deadline_);
    return;
  }
  if (at_deadline_ == Wake::ready)
    loop_.meter().timer(now - deadline_);
  wake(at_deadline_);
}

void FiberWaiter::cancel() {
  cancelled_ = true;
  wake(Wake::cancelled);
}

} // namespace loads::engine
