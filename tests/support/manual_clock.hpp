// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"

#include <atomic>

namespace loads::tests {

// A clock that stands still until it is moved. May be read and moved from any thread.
class ManualClock final : public base::Clock {
public:
  base::TimePoint now() const override { return base::TimePoint(base::Duration(ticks_.load())); }
  void advance(base::Duration duration) { ticks_.fetch_add(duration.count()); }

private:
  // Not zero, so that a time before the start can be written down.
  std::atomic<base::Duration::rep> ticks_{base::Duration(std::chrono::hours(1)).count()};
};

} // namespace loads::tests
