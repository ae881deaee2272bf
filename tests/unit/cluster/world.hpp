// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"

#include <cstdint>
#include <functional>
#include <queue>
#include <random>
#include <utility>
#include <vector>

namespace loads::tests {

// Time and chance of a simulation: what happens, happens in order of its time, and a seed decides all.
class World {
public:
  explicit World(std::uint64_t seed) : random_(seed) {}

  base::TimePoint now() const { return now_; }
  void after(base::Duration delay, std::function<void()> what) {
    events_.push({now_ + std::max(delay, base::Duration::zero()), ++count_, std::move(what)});
  }
  void at(base::TimePoint time, std::function<void()> what) { after(time - now_, std::move(what)); }
  // The next event; false if there is none before that time.
  bool step(base::TimePoint end) {
    if (events_.empty() || events_.top().time > end)
      return false;
    const std::function<void()> what = events_.top().what;
    now_ = events_.top().time;
    events_.pop();
    what();
    return true;
  }

  std::uint64_t number(std::uint64_t below) { return below == 0 ? 0 : random_() % below; }
  bool chance(double probability) { return static_cast<double>(random_() >> 11) * 0x1p-53 < probability; }
  base::Duration duration(base::Duration from, base::Duration to) {
    return from + base::Duration(static_cast<std::int64_t>(
                      number(static_cast<std::uint64_t>(std::max<std::int64_t>(1, (to - from).count())))));
  }

private:
  struct Event {
    base::TimePoint time;
    std::uint64_t order;
    std::function<void()> what;
    bool operator<(const Event& other) const {
      return time != other.time ? time > other.time : order > other.order;
    }
  };
  std::mt19937_64 random_;
  base::TimePoint now_{std::chrono::hours(1)};
  std::uint64_t count_ = 0;
  std::priority_queue<Event> events_;
};

// A timer that is set again and again: only its earliest moment counts.
class Alarm {
public:
  void set(World& world, base::TimePoint time, std::function<void()> what) {
    if (time >= due_ || time == base::never)
      return;
    due_ = std::max(time, world.now());
    world.at(due_, [this, due = due_, what = std::move(what)] {
      if (due_ != due)
        return; // it was set to an earlier moment since
      due_ = base::never;
      what();
    });
  }

private:
  base::TimePoint due_ = base::never;
};

} // namespace loads::tests
