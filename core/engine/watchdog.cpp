// SPDX-License-Identifier: Apache-2.0
#include "core/engine/watchdog.hpp"

namespace loads::engine {

std::optional<Stall> Watchdog::observe(std::size_t index, const PulseSample& sample, base::TimePoint now) {
  Thread& thread = threads_.at(index);
  if (!sample.in_user_code) {
    thread.stalling = false;
    return std::nullopt;
  }
  if (!thread.stalling || thread.heartbeat != sample.heartbeat) {
    thread = {true, sample.heartbeat, now, now + limits_.warn_after, false};
    return std::nullopt;
  }
  Stall stall{Stall::Kind::stalled, index, sample.tag, thread.since, now - thread.since};
  if (!thread.gave_up && stall.lasted >= limits_.give_up_after) {
    thread.gave_up = true;
    stall.kind = Stall::Kind::give_up;
    return stall;
  }
  if (thread.gave_up || now < thread.warn_at)
    return std::nullopt;
  thread.warn_at = now + limits_.warn_again_after;
  return stall;
}

} // namespace loads::engine
