// SPDX-License-Identifier: Apache-2.0
#include "core/worker/arrival_queue.hpp"

#include <algorithm>

namespace loads::worker {

ArrivalQueue::ArrivalQueue(const load::Curve& curve, load::Spacing spacing, load::Share share,
                           std::uint64_t seed, base::TimePoint begin, Limits limits)
    : arrivals_(curve, spacing, share, seed), begin_(begin), bound_(limits.arrivals), limits_(limits),
      users_(std::min(limits.users, limits.spare)), free_(users_) {}

bool ArrivalQueue::is_used_up() const {
  const std::lock_guard lock(mutex_);
  return taken_ == bound_;
}

std::optional<base::TimePoint> ArrivalQueue::take() {
  const std::lock_guard lock(mutex_);
  if (taken_ == limits_.arrivals)
    return std::nullopt;
  const auto due = arrivals_.next();
  if (!due) {
    limits_.arrivals = taken_;
    return std::nullopt;
  }
  ++taken_;
  return begin_ + *due;
}

bool ArrivalQueue::begin() {
  const std::lock_guard lock(mutex_);
  --free_;
  if (free_ >= limits_.spare || users_ == limits_.users || taken_ == limits_.arrivals)
    return false;
  ++users_;
  ++free_;
  return true;
}

void ArrivalQueue::end() {
  const std::lock_guard lock(mutex_);
  ++free_;
}

void ArrivalQueue::give_back(base::TimePoint due) {
  const std::lock_guard lock(mutex_);
  given_back_.push_back(due);
}

void ArrivalQueue::no_more_users() {
  const std::lock_guard lock(mutex_);
  --free_;
  limits_.users = --users_;
}

std::uint64_t ArrivalQueue::not_started(base::TimePoint until) const {
  const std::lock_guard lock(mutex_);
  const std::uint64_t waiting =
      limits_.arrivals == taken_ ? 0
                                 : std::min(arrivals_.left_before(until - begin_), limits_.arrivals - taken_);
  return waiting +
         static_cast<std::uint64_t>(std::count_if(given_back_.begin(), given_back_.end(),
                                                  [until](base::TimePoint due) { return due < until; }));
}

} // namespace loads::worker
