// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/watchdog.hpp"
#include "core/metrics/frame.hpp"
#include "core/model/plan.hpp"
#include "core/model/run_steps.hpp"
#include "core/module/suite.hpp"
#include "core/worker/chosen_tests.hpp"
#include "core/worker/generator_times.hpp"
#include "core/worker/lane_users.hpp"
#include "core/worker/link.hpp"
#include "core/worker/worker.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace loads::worker {

// The run itself, on the worker's control thread: starts the users of each step, watches over them, sends a
// frame each second, and stops them at the deadline, on request, or when the parent is gone. Makes no
// requests of its own.
class LoadRun {
public:
  // All are borrowed. `events` is null if nobody wants them.
  LoadRun(const model::Plan& plan, const loads_suite& suite, ChosenTests tests, metrics::Slab& slab,
          events::Memory* events, Link& link, net::NetContext& net, WorkerMode mode);
  ~LoadRun();

  enum class End {
    done,  // all users have ended
    stuck, // some do not: the process must end at once
  };
  // Everything was recorded and handed to the link when it returns. A Status error: the engine could not
  // start.
  base::Result<End> run();

private:
  struct StepUsers { // of one step on one lane
    StepLoad* step;
    std::size_t lane;
    std::unique_ptr<LaneUsers> users;
  };

  base::Status start_lanes();
  bool prepare_round(model::Round round);
  void prepare_step(StepLoad& load, base::TimePoint now);
  base::TimePoint round_deadline() const;
  void start_round();
  void share_rate(std::uint64_t users);
  bool follow_round(base::TimePoint deadline);
  void end_round();
  void take_messages();
  void lane_is_idle();
  void stop_users(base::TimePoint now);
  bool watch(base::TimePoint now);
  bool users_ignore_stop(base::TimePoint now);
  base::TimePoint frame_after(base::TimePoint now) const;
  void send_frame(base::TimePoint now);
  std::string who_is_on(std::size_t lane) const;

  const model::Plan& plan_;
  const loads_suite& suite_;
  const ChosenTests tests_;
  metrics::Slab& slab_;
  events::Memory* const events_;
  Link& link_;
  net::NetContext& net_;
  const WorkerMode mode_;
  base::SteadyClock clock_;
  host::RunContext context_;
  std::vector<std::unique_ptr<StepLoad>> steps_; // of the round
  std::vector<StepUsers> users_;                 // of all its steps
  metrics::FrameCutter cutter_;
  const GeneratorTimes times_;
  std::unique_ptr<engine::Watchdog> watchdog_;
  base::UniqueFd idle_; // readable when the last lane is idle
  std::atomic<std::size_t> busy_lanes_{0};
  base::TimePoint next_frame_{};
  base::TimePoint stopped_users_at_ = base::never;
  std::uint64_t next_id_ = 1;
  bool stop_requested_ = false;
  std::mutex lock_; // around the recorder, and the events, when users have threads of their own
  std::vector<std::unique_ptr<Lane>> lanes_; // destroyed first: users end before what they use
};

} // namespace loads::worker
