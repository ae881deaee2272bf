// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/engine/pulse.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace loads::engine {

// Something to tell about a thread whose user does not let go of it.
struct Stall {
  enum class Kind {
    stalled, // for a person to know
    give_up, // the limit is reached: end the process
  };
  Kind kind = Kind::stalled;
  std::size_t thread = 0;
  const void* tag = nullptr; // the user, as in PulseSample
  base::TimePoint since;
  base::Duration lasted{};
};

// Decides from samples of the engine threads' pulses which are blocked by a test. Knows no threads and reads
// no clock: it is fed, say four times a second.
class Watchdog {
public:
  struct Limits {
    base::Duration warn_after = std::chrono::seconds(1);
    base::Duration warn_again_after = std::chrono::minutes(1);
    base::Duration give_up_after = std::chrono::seconds(10); // Duration::max(): never
  };

  Watchdog(std::size_t threads, Limits limits) : limits_(limits), threads_(threads) {}

  // At most one thing to tell per call: once when a stall is noticed, again after a minute, and once,
  // finally, that the limit is reached.
  std::optional<Stall> observe(std::size_t thread, const PulseSample& sample, base::TimePoint now);

private:
  struct Thread {
    bool stalling = false; // was in user code at the last sample
    std::uint64_t heartbeat = 0;
    base::TimePoint since;
    base::TimePoint warn_at;
    bool gave_up = false;
  };

  Limits limits_;
  std::vector<Thread> threads_;
};

} // namespace loads::engine
