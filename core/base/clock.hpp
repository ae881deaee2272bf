// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace loads::base {

using Duration = std::chrono::nanoseconds;
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Duration>;

// A deadline that never comes.
inline constexpr TimePoint never = TimePoint::max();

// Where all code reads the time, so that tests can move it by hand (tests/support/manual_clock.hpp).
class Clock {
public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;
};

class SteadyClock final : public Clock {
public:
  TimePoint now() const override { return std::chrono::steady_clock::now(); }
};

} // namespace loads::base
