// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/waiter.hpp"

#include <algorithm>

namespace loads::worker {

// Waits as another waiter does, but not beyond an end of its own: then all waits are cancelled, as if the run
// were stopping. Borrows the other one.
class EndingWaiter final : public engine::Waiter {
public:
  EndingWaiter(engine::Waiter& inner, base::TimePoint end) : inner_(inner), end_(end) {}

  bool attach(engine::IoHandle& handle) override { return inner_.attach(handle); }
  void detach(engine::IoHandle& handle) override { inner_.detach(handle); }
  engine::Wake wait_readable(engine::IoHandle& handle, base::TimePoint deadline) override {
    if (has_ended())
      return engine::Wake::cancelled;
    return judge(inner_.wait_readable(handle, std::min(deadline, end_)), engine::Wake::timeout);
  }
  engine::Wake wait_writable(engine::IoHandle& handle, base::TimePoint deadline) override {
    if (has_ended())
      return engine::Wake::cancelled;
    return judge(inner_.wait_writable(handle, std::min(deadline, end_)), engine::Wake::timeout);
  }
  engine::Wake sleep_until(base::TimePoint time) override {
    if (has_ended())
      return engine::Wake::cancelled;
    return judge(inner_.sleep_until(std::min(time, end_)), engine::Wake::ready);
  }
  base::TimePoint now() const override { return inner_.now(); }
  bool cancelled() const override { return inner_.cancelled() || has_ended(); }

private:
  bool has_ended() const { return inner_.now() >= end_; }
  // `because_of_time`: what the other one says when it has waited so long.
  engine::Wake judge(engine::Wake wake, engine::Wake because_of_time) const {
    return wake == because_of_time && has_ended() ? engine::Wake::cancelled : wake;
  }

  engine::Waiter& inner_;
  const base::TimePoint end_;
};

} // namespace loads::worker
