// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/load/arrivals.hpp"

#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

namespace loads::worker {

// The arrivals of one engine thread in the open model. There is nobody who hands them out: a free user takes
// the next one, sleeps until it is due and begins; while all are busy, arrivals wait in their order, and are
// begun late. Any thread.
class ArrivalQueue {
public:
  struct Limits {
    std::uint64_t arrivals = UINT64_MAX; // of this thread's share
    std::uint64_t users = 1;
    std::uint64_t spare = 1; // users that should be free whenever an iteration begins
  };

  // `begin` is the beginning of the curve, which is borrowed.
  ArrivalQueue(const load::Curve& curve, load::Spacing spacing, load::Share share, std::uint64_t seed,
               base::TimePoint begin, Limits limits);

  // All arrivals of this thread's share were taken, if they are bounded.
  bool is_used_up() const;
  // How many users to start with.
  std::uint64_t first_users() const { return users_; }

  // The next one, for a free user; none: there are no more.
  std::optional<base::TimePoint> take();
  // The user begins what it took. True: too few are free now, so that one more is to be started.
  bool begin();
  // The iteration has ended: the user is free again.
  void end();
  // The run is stopping: what the user took, it does not begin.
  void give_back(base::TimePoint due);
  // A user that was counted as free could not be started: there will be no more than there are.
  void no_more_users();

  // Arrivals due before `until` that nobody began. When no user is left.
  std::uint64_t not_started(base::TimePoint until) const;

private:
  mutable std::mutex mutex_; // users may be on threads of their own
  load::Arrivals arrivals_;
  const base::TimePoint begin_;
  const std::uint64_t bound_; // of arrivals
  Limits limits_;
  std::uint64_t taken_ = 0;
  std::uint64_t users_ = 0, free_ = 0;
  std::vector<base::TimePoint> given_back_;
};

} // namespace loads::worker
