// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

namespace loads::metrics {

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

  inline void add(const EngineTimes& other);
  // Takes out what `earlier`, a former state of these, already held.
  inline void subtract(const EngineTimes& earlier);
  bool operator==(const EngineTimes&) const = default;
};

// All of them, in the order in which they are in a slab and in a frame.
inline constexpr std::array engine_times = {
    &EngineTimes::cpu_ns,          &EngineTimes::wall_ns,        &EngineTimes::run_delay_ns,
    &EngineTimes::held_back,       &EngineTimes::rate_limit,     &EngineTimes::cpu_wait_ns,
    &EngineTimes::cpu_waits,       &EngineTimes::cpu_watched_ns, &EngineTimes::machine_ns,
    &EngineTimes::machine_busy_ns, &EngineTimes::stolen_ns};
static_assert(sizeof(EngineTimes) == engine_times.size() * sizeof(std::uint64_t));

void EngineTimes::add(const EngineTimes& other) {
  for (const auto each : engine_times)
    this->*each += other.*each;
}

void EngineTimes::subtract(const EngineTimes& earlier) {
  for (const auto each : engine_times)
    this->*each -= std::min(this->*each, earlier.*each);
}

} // namespace loads::metrics
