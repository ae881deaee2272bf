// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace loads::engine {

// How long things waited for the processor instead of for what they measure: says whether the load generator
// kept up. Sums only grow; take differences for a window.
struct LoopDelays {
  std::uint64_t resumed = 0;  // tasks that were ready and then run
  base::Duration ready_sum{}; // from being ready to being run
  base::Duration ready_max{};
  std::uint64_t timers = 0;  // sleeps that ended
  base::Duration late_sum{}; // from the time asked for to being ready
  base::Duration late_max{};
};

// Written by the loop, read by any thread.
class LoopMeter {
public:
  // `ran` tasks took `duration` one after the other, `left` more waited all the while. The tasks of a batch
  // share one clock reading: each is taken to have run equally long.
  void batch(std::size_t ran, std::size_t left, base::Duration duration) {
    const auto total = std::max<std::int64_t>(duration.count(), 0);
    const auto count = static_cast<std::int64_t>(ran);
    carried_ = left > 0 ? carried_ + total : 0;
    add(resumed_, count);
    add(ready_sum_,
        total / 2 * std::max<std::int64_t>(count - 1, 0) + total * static_cast<std::int64_t>(left));
    raise(ready_max_, left > 0 ? carried_ : last_wait_ + (count > 0 ? total - total / count : 0));
    last_wait_ = carried_;
  }
  void timer(base::Duration late) {
    add(timers_, 1);
    add(late_sum_, late.count());
    raise(late_max_, late.count());
  }
  LoopDelays read() const {
    return {static_cast<std::uint64_t>(get(resumed_)),
            base::Duration(get(ready_sum_)),
            base::Duration(get(ready_max_)),
            static_cast<std::uint64_t>(get(timers_)),
            base::Duration(get(late_sum_)),
            base::Duration(get(late_max_))};
  }

private:
  using Cell = std::atomic<std::int64_t>; // one writer: no locked instruction needed
  static std::int64_t get(const Cell& cell) { return cell.load(std::memory_order_relaxed); }
  static void add(Cell& cell, std::int64_t value) {
    cell.store(get(cell) + value, std::memory_order_relaxed);
  }
  static void raise(Cell& cell, std::int64_t value) {
    if (value > get(cell))
      cell.store(value, std::memory_order_relaxed);
  }

  Cell resumed_{0}, ready_sum_{0}, ready_max_{0}, timers_{0}, late_sum_{0}, late_max_{0};
  std::int64_t carried_ = 0;   // how long those left have waited
  std::int64_t last_wait_ = 0; // how long the first of this batch had waited when it began
};

} // namespace loads::engine
