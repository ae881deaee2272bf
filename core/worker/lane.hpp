// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/user_host.hpp"
#include "core/events/memory.hpp"
#include "core/metrics/slab.hpp"
#include "core/net/rate_limiter.hpp"
#include "core/worker/user.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace loads::engine {
class EngineThread;
}

namespace loads::worker {

// One engine thread and what belongs to it. Destroyed in reverse: the users end before what they use.
struct Lane {
  Lane(metrics::Slab& slab, std::size_t number, net::NetContext& net_of_process)
      : recorder(slab, number), process(net_of_process), net(net_of_process), slot(slab.slot(number)) {}

  Records records() { return {recorder, events ? &*events : nullptr}; }

  metrics::Recorder recorder;
  std::optional<events::Writer> events;
  net::RateLimiter limiter;
  net::NetContext& process;
  net::ThreadContext net;
  metrics::Slot& slot;
  std::uint64_t index = 0;
  base::TimePoint began{};
  std::unique_ptr<engine::UserHost> users;
  engine::EngineThread* fibers = nullptr; // the same, if they are fibers
};

} // namespace loads::worker
