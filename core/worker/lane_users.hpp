// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/run_steps.hpp"
#include "core/worker/lane.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace loads::worker {

// The load of one step, for all lanes.
struct StepLoad {
  explicit StepLoad(model::Step of)
      : step(std::move(of)), curve(step.load.curve()),
        user_share(step.shares_users ? step.load.share : load::Share{}),
        iterations(step.load.share.count_of(step.load.iterations)) {}

  // How many of its users are those of this worker.
  std::uint64_t users_here() const { return user_share.count_of(step.users); }
  // When its iterations are stopped that are still under way.
  base::TimePoint end() const {
    return until == base::never ? base::never : base::after(until, step.load.grace());
  }

  const model::Step step;
  const load::Curve curve;
  const load::Share user_share;
  UserTask task;
  std::uint64_t first_id = 0;
  std::size_t lanes = 1;                 // that have a part in it
  base::TimePoint begin{};               // of the curve
  base::TimePoint until = base::never;   // no iteration begins then or later
  std::atomic<std::uint64_t> iterations; // left for the users of this worker, if they are bounded
  std::atomic<std::uint64_t> takers{0};  // users who may take of them
  bool blocking = false;
  bool ends_alone = false; // before others of its round, which go on
};

// The users of one lane in one step: which there are, when they start, and how many arrivals none of them
// took.
class LaneUsers {
public:
  // `complain` is told why users could not be started, on any thread. The rest is borrowed.
  LaneUsers(Lane& lane, StepLoad& step, std::function<void(std::string)> complain);

  // On the lane's host thread. False: there is no user to wait for.
  bool start();

  // When all of them have ended: iterations that were due before `until`, and did not begin.
  std::uint64_t not_started(base::TimePoint until) const;

private:
  struct Stay {
    std::uint64_t user, visit; // the user's how-manieth, from 0
    base::TimePoint from, until;
  };

  bool start_later(std::function<void(engine::Waiter&)> body);
  bool start_now();
  void follow(engine::Waiter& waiter);
  std::vector<Stay> stays() const;
  void on_host(std::function<void()> function);
  bool start_next();
  bool start_user(std::uint64_t user, std::uint64_t id, base::TimePoint until);
  void run(const Seat& seat, engine::Waiter& waiter);
  void see_the_end(const Seat& seat, engine::Waiter& waiter) const;

  Lane& lane_;
  StepLoad& step_;
  const std::function<void(std::string)> complain_;
  const load::Share users_; // of the step's, on this lane
  UserTask task_;
  std::optional<ArrivalQueue> arrivals_;
  std::atomic<std::uint64_t> takers_{0}; // users who may take of them, if they are bounded
  std::uint64_t started_ = 0;
  bool is_full_ = false; // no more users can be started
};

} // namespace loads::worker
