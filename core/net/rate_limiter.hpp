// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/engine/waiter.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>

namespace loads::net {

// Lets at most so many requests a second begin, evenly: each is given the next free moment and parked until
// then. A moment that nobody takes is lost, but for a few milliseconds' worth. Any thread; no lock.
class RateLimiter {
public:
  // 0: no limit.
  void set_rate(double a_second) {
    interval_ns_ = a_second > 0
                       ? static_cast<std::int64_t>(std::min(std::ceil(1e9 / a_second), longest_interval_ns))
                       : 0;
  }

  // Until it is this one's turn. False: the run is stopping. [suspends]
  bool wait(engine::Waiter& waiter) {
    const std::int64_t interval = interval_ns_.load(std::memory_order_relaxed);
    if (interval == 0)
      return true;
    const std::int64_t now = waiter.now().time_since_epoch().count();
    std::int64_t next = next_.load(std::memory_order_relaxed), turn = 0;
    do
      turn = std::max(next, now - leeway_ns);
    while (!next_.compare_exchange_weak(next, turn + interval, std::memory_order_relaxed));
    if (turn <= now)
      return true;
    held_back_.fetch_add(1, std::memory_order_relaxed);
    return waiter.sleep_until(base::TimePoint(base::Duration(turn))) != engine::Wake::cancelled;
  }

  std::uint64_t held_back() const { return held_back_.load(std::memory_order_relaxed); }

private:
  static constexpr std::int64_t leeway_ns = 5'000'000;
  static constexpr double longest_interval_ns = 1e15; // far from where numbers end, however many wait

  std::atomic<std::int64_t> interval_ns_{0};
  std::atomic<std::int64_t> next_{0}; // free moment, on the steady clock
  std::atomic<std::uint64_t> held_back_{0};
};

} // namespace loads::net
