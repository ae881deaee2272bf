// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace loads::engine {

// How long a thread of this process was ready to run and had no CPU, and how often it was given one, since it
// began. Sums only grow.
struct CpuWaits {
  std::uint64_t waited_ns = 0, times = 0;
  bool operator==(const CpuWaits&) const = default;
};

// None: the kernel does not tell, or a sandbox hides it. Some microseconds.
std::optional<CpuWaits> read_cpu_waits(int thread_id);

// Of what the kernel writes: "RUN_NS WAIT_NS TIMES".
std::optional<CpuWaits> parse_cpu_waits(std::string_view schedstat);

// Of all CPUs of the machine, since it was started.
struct MachineTimes {
  std::uint64_t all_ns = 0, busy_ns = 0, stolen_ns = 0; // stolen: its host gave them to others
  bool operator==(const MachineTimes&) const = default;
};

std::optional<MachineTimes> read_machine_times();

// Of /proc/stat, the first line: "cpu USER NICE SYSTEM IDLE IOWAIT IRQ SOFTIRQ STEAL ...", in ticks.
std::optional<MachineTimes> parse_machine_times(std::string_view stat, std::uint64_t tick_ns);

} // namespace loads::engine
