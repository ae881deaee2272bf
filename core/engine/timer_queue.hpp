// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"

#include <cstddef>
#include <limits>
#include <vector>

namespace loads::engine {

// Something that wants to be called at a time. Lives in at most one queue and must be disarmed when it dies.
class Timer {
public:
  virtual ~Timer() = default;
  virtual void fire(base::TimePoint now) = 0;

  bool armed() const { return place_ != nowhere; }

private:
  friend class TimerQueue;
  static constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();
  std::size_t place_ = nowhere;
};

// Timers in order of their time: a heap with four children a node, which knows where each timer is, so that
// arming, moving and disarming are O(log n). No allocation once it has held its greatest number.
class TimerQueue {
public:
  void arm(Timer& timer, base::TimePoint time); // moves one that is armed already
  void disarm(Timer& timer);                    // nothing if it is not armed

  base::TimePoint next() const { return heap_.empty() ? base::never : heap_.front().time; }
  base::TimePoint time_of(const Timer& timer) const {
    return timer.armed() ? heap_[timer.place_].time : base::never;
  }

  // Disarms and fires those whose time has come, earliest first. Ends also if they arm themselves for the
  // past.
  std::size_t fire_due(base::TimePoint now);

  std::size_t size() const { return heap_.size(); }

private:
  struct Entry {
    base::TimePoint time;
    Timer* timer;
  };

  void rise(std::size_t place, Entry entry);
  void sink(std::size_t place, Entry entry);
  void put(std::size_t place, Entry entry);

  std::vector<Entry> heap_;
};

} // namespace loads::engine
