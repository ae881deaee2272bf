// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/cpu_waits.hpp"
#include "core/metrics/slab_reader.hpp"
#include "core/worker/lane.hpp"

#include <optional>

namespace loads::worker {

// What says whether this process kept up with its load, read beside the load: once a frame, by the control
// thread.
class GeneratorTimes {
public:
  // The machine's times count from here.
  GeneratorTimes() : began_(engine::read_machine_times()) {}

  // Of the lane since the run began, with the machine's if it is the first lane. `rate` is the limit on the
  // rate.
  metrics::EngineTimes read(const Lane& lane, base::TimePoint now, std::uint64_t rate) const;

private:
  void add_machine(metrics::EngineTimes& times) const;

  const std::optional<engine::MachineTimes> began_;
};

} // namespace loads::worker
