// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/waiter.hpp"

#include <algorithm>

namespace loads::test {

// Time that moves only when somebody waits, for what never happens, and a stop that comes when the test says
// so.
class ManualWaiter final : public engine::Waiter {
public:
  bool attach(engine::IoHandle&) override { return true; }
  void detach(engine::IoHandle&) override {}
  engine::Wake wait_readable(engine::IoHandle&, base::TimePoint deadline) override {
    return pass(deadline, engine::Wake::timeout);
  }
  engine::Wake wait_writable(engine::IoHandle&, base::TimePoint deadline) override {
    return pass(deadline, engine::Wake::timeout);
  }
  engine::Wake sleep_until(base::TimePoint time) override {
    ++sleeps;
    return pass(time + overslept, engine::Wake::ready);
  }
  base::TimePoint now() const override { return now_; }
  bool cancelled() const override { return cancel; }

  void advance(base::Duration duration) { now_ += duration; }

  bool cancel = false;
  int sleeps = 0;
  base::Duration overslept{0}; // how late sleepers wake

private:
  engine::Wake pass(base::TimePoint until, engine::Wake wake) {
    if (cancel)
      return engine::Wake::cancelled;
    now_ = std::max(now_, until);
    return wake;
  }

  base::TimePoint now_{std::chrono::hours(1)};
};

} // namespace loads::test
