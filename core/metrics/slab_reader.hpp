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

// CPU time of an engine thread, its age, and how long users waited for it that were ready; how many requests
// waited for a limit on the rate, and that limit (a second, of all threads, with the first of them).
struct EngineTimes {
  std::uint64_t cpu_ns = 0, wall_ns = 0, run_delay_ns = 0;
  std::uint64_t held_back = 0, rate_limit = 0;
  // How long it was ready to run without having a CPU, and how often; for how much of its age that is known.
  std::uint64_t cpu_wait_ns = 0, cpu_waits = 0, cpu_watched_ns = 0;
  // With the first thread: of all CPUs of the machine, how long there were any, how long they were in use,
  // and how long the machine's host gave them to others. 0: not known.
  std::uint64_t machine_ns = 0, machine_busy_ns = 0, stolen_ns = 0;

  void add(const EngineTimes& other) {
    cpu_ns += other.cpu_ns;
    wall_ns += other.wall_ns;
    run_delay_ns += other.run_delay_ns;
    held_back += other.held_back;
    rate_limit += other.rate_limit;
    cpu_wait_ns += other.cpu_wait_ns;
    cpu_waits += other.cpu_waits;
    cpu_watched_ns += other.cpu_watched_ns;
    machine_ns += other.machine_ns;
    machine_busy_ns += other.machine_busy_ns;
    stolen_ns += other.stolen_ns;
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
