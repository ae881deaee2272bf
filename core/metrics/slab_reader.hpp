// SPDX-License-Identifier: Apache-2.0
#pragma once

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

// CPU time of an engine thread, its age, and how long it waited for a CPU; how many requests waited for a
// limit on the rate, and that limit (a second, of all threads, with the first of them).
struct EngineTimes {
  std::uint64_t cpu_ns = 0, wall_ns = 0, run_delay_ns = 0;
  std::uint64_t held_back = 0, rate_limit = 0;

  void add(const EngineTimes& other) {
    cpu_ns += other.cpu_ns;
    wall_ns += other.wall_ns;
    run_delay_ns += other.run_delay_ns;
    held_back += other.held_back;
    rate_limit += other.rate_limit;
  }
  bool operator==(const EngineTimes&) const = default;
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
