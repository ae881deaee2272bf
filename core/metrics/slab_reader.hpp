// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/engine_times.hpp"
#include "core/metrics/figures.hpp"
#include "core/metrics/slab.hpp"

#include <cstdint>
#include <vector>

namespace loads::metrics {

// How many users there are, and the most there were at once.
struct Gauges {
  std::uint64_t active_users = 0, peak_users = 0;
  bool operator==(const Gauges&) const = default;
};

// All that was recorded so far. May be called while recorders write: no call's effect is lost or seen twice,
// it is just in this reading or in the next. Never trusts what it reads.
Figures read_figures(const Slab& slab);
Gauges read_gauges(const Slab& slab);
// One for each slot, up to the last whose control thread has set a time.
std::vector<EngineTimes> read_engines(const Slab& slab);

// For the control thread of an engine.
void write_engine_times(Slot& slot, const EngineTimes& times);

} // namespace loads::metrics
