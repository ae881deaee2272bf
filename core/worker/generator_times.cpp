// SPDX-License-Identifier: Apache-2.0
#include "core/worker/generator_times.hpp"

#include "core/engine/engine_thread.hpp"

#include <algorithm>

namespace loads::worker {

metrics::EngineTimes GeneratorTimes::read(const Lane& lane, base::TimePoint now, std::uint64_t rate) const {
  metrics::EngineTimes times;
  times.cpu_ns = static_cast<std::uint64_t>(lane.users->cpu_time().count());
  times.wall_ns = static_cast<std::uint64_t>((now - lane.began).count());
  times.held_back = lane.limiter.held_back();
  if (lane.fibers) {
    times.run_delay_ns = static_cast<std::uint64_t>(lane.fibers->delays().ready_sum.count());
    if (const auto waits = lane.fibers->cpu_waits()) {
      times.cpu_wait_ns = waits->waited_ns;
      times.cpu_waits = waits->times;
      times.cpu_watched_ns = times.wall_ns;
    }
  }
  if (lane.index == 0) {
    times.rate_limit = rate;
    add_machine(times);
  }
  return times;
}

void GeneratorTimes::add_machine(metrics::EngineTimes& times) const {
  const auto machine = began_ ? engine::read_machine_times() : std::nullopt;
  if (!machine)
    return;
  // Some of the kernel's figures may go back a little.
  const auto since = [](std::uint64_t now, std::uint64_t then) { return now - std::min(now, then); };
  times.machine_ns = since(machine->all_ns, began_->all_ns);
  times.machine_busy_ns = since(machine->busy_ns, began_->busy_ns);
  times.stolen_ns = since(machine->stolen_ns, began_->stolen_ns);
}

} // namespace loads::worker
