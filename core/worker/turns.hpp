// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/engine/waiter.hpp"
#include "core/load/load.hpp"
#include "core/load/random.hpp"
#include "core/model/run_steps.hpp"
#include "core/worker/arrival_queue.hpp"

#include <atomic>
#include <cstdint>
#include <optional>
#include <utility>

namespace loads::worker {

// What decides when the users of a step begin iterations, and when they end. Borrows all.
struct Schedule {
  const load::Load* load = nullptr;
  const model::Cycles* hits = nullptr;          // of each user; empty: without end
  ArrivalQueue* arrivals = nullptr;             // open model
  std::atomic<std::uint64_t>* shared = nullptr; // iterations left for all users; null: no such bound
  std::uint64_t seed = 0;
  // Users who may still take of what is bounded for all of them: the last one whose time is over stays.
  std::atomic<std::uint64_t>* takers = nullptr; // null: there is no such bound, and each of them stays
};

// An iteration that a user is to begin now.
struct Turn {
  base::TimePoint began{};
  std::optional<base::Duration> late; // since it was due; none: nothing says when it was
  // Then: how much of that is not because the user's iteration before, at its pace, took too long.
  std::optional<base::Duration> generator_late = {};
};

// One user's way through its iterations. Used by that user only.
class Turns {
public:
  // No iteration begins at `until` or later.
  Turns(const Schedule& schedule, std::uint64_t user_id, base::TimePoint until);

  // Waits until the next iteration is due; `now` is when the one before ended. None: there is none for this
  // user. Whose time is over stays until it is, so that what is divided by time is divided by all of it; who
  // has done all there was to do leaves at once. [suspends]
  std::optional<Turn> next(engine::Waiter& waiter, base::TimePoint now);

  // Where the user is in its plan.
  const model::HitSequence& hits() const { return hits_; }
  // For what else is left to chance.
  load::Random& random() { return random_; }
  // Whether one more user is to be started, asked once after each next().
  bool wants_company() { return std::exchange(wants_company_, false); }

private:
  bool may_begin();
  bool is_used_up() const;
  void stay(engine::Waiter& waiter);
  std::optional<Turn> next_arrival(engine::Waiter& waiter, base::TimePoint now);
  std::optional<Turn> next_of_own(engine::Waiter& waiter, base::TimePoint now);

  const Schedule& schedule_;
  const base::TimePoint until_;
  model::HitSequence hits_;
  load::Random random_;
  base::TimePoint paced_ = base::never; // when the latest iteration was due; never: there was none
  base::Duration generator_late_{0};    // of that one
  bool any_ = false;                    // there was an iteration
  bool wants_company_ = false;
};

} // namespace loads::worker
