// SPDX-License-Identifier: Apache-2.0
#include "core/engine/timer_queue.hpp"

#include <algorithm>

namespace loads::engine {
namespace {
constexpr std::size_t children = 4; // shallower than two, and siblings share a cache line
}

void TimerQueue::put(std::size_t place, Entry entry) {
  heap_[place] = entry;
  entry.timer->place_ = place;
}

void TimerQueue::rise(std::size_t place, Entry entry) {
  while (place > 0) {
    const std::size_t parent = (place - 1) / children;
    if (heap_[parent].time <= entry.time)
      break;
    put(place, heap_[parent]);
    place = parent;
  }
  put(place, entry);
}

void TimerQueue::sink(std::size_t place, Entry entry) {
  for (;;) {
    const std::size_t first = place * children + 1;
    if (first >= heap_.size())
      break;
    const std::size_t end = std::min(first + children, heap_.size());
    std::size_t least = first;
    for (std::size_t child = first + 1; child < end; ++child) {
      if (heap_[child].time < heap_[least].time)
        least = child;
    }
    if (entry.time <= heap_[least].time)
      break;
    put(place, heap_[least]);
    place = least;
  }
  put(place, entry);
}

void TimerQueue::arm(Timer& timer, base::TimePoint time) {
  const Entry entry{time, &timer};
  if (!timer.armed()) {
    heap_.push_back(entry);
    rise(heap_.size() - 1, entry);
  } else if (time < heap_[timer.place_].time) {
    rise(timer.place_, entry);
  } else {
    sink(timer.place_, entry);
  }
}

void TimerQueue::disarm(Timer& timer) {
  if (!timer.armed())
    return;
  const std::size_t place = timer.place_;
  timer.place_ = Timer::nowhere;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (last.timer == &timer)
    return;
  if (place > 0 && last.time < heap_[(place - 1) / children].time)
    rise(place, last);
  else
    sink(place, last);
}

std::size_t TimerQueue::fire_due(base::TimePoint now) {
  std::size_t fired = 0;
  for (const std::size_t limit = heap_.size(); fired < limit && next() <= now; ++fired) {
    Timer& timer = *heap_.front().timer;
    disarm(timer);
    timer.fire(now);
  }
  return fired;
}

} // namespace loads::engine
