// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <ctime>

namespace loads::base {

using Duration = std::chrono::nanoseconds;
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Duration>;

// A deadline that never comes.
inline constexpr TimePoint never = TimePoint::max();

// `time` + `duration`, or never if that is beyond the clock.
inline TimePoint after(TimePoint time, Duration duration) {
  return duration >= never - time ? never : time + duration;
}

// Where all code reads the time, so that tests can move it by hand (tests/support/manual_clock.hpp).
class Clock {
public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;
};

class SteadyClock final : public Clock {
public:
  TimePoint now() const override {
    timespec time; // without the detour through libstdc++
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return TimePoint(std::chrono::seconds(time.tv_sec) + Duration(time.tv_nsec));
  }
};

} // namespace loads::base
