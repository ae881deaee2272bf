// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/metrics/slab.hpp"
#include "core/metrics/text_index.hpp"

#include <cstdint>
#include <mutex>
#include <string_view>

namespace loads::metrics {

// Writes values of the tests' own metrics into a slot of the slab, as Recorder does with the rest.
class MetricRecorder {
public:
  // Goes on where the slot is. The slab must outlive it.
  MetricRecorder(Slab& slab, std::size_t slot);

  // For users on threads of their own: the lock is held in each call. Not owned.
  void set_lock(std::mutex* lock) { lock_ = lock; }

  // As MetricDirectory::declare(), remembered for this thread.
  base::Result<std::uint32_t> declare(const SeriesName& wanted);
  // Adds a value to a series; `when` is for gauges. False: there is no such series, or it is no number.
  bool record(std::uint32_t series, double value, base::TimePoint when);
  // Adds to the counter `name`. False: a metric of that name and another kind exists.
  bool count(std::string_view name, std::int64_t by);

private:
  MetricCells& touch(std::size_t index);

  Slab& slab_;
  Slot& slot_;
  std::mutex* lock_ = nullptr;
  TextIndex known_;
};

} // namespace loads::metrics
