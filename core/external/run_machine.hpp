// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"

#include <cstddef>
#include <cstdint>

namespace loads::external {

// When runners may go on, and until when.
struct RunnerLimits {
  base::Duration duration{0}; // of each step; 0: hits decide
  // With a duration: how much longer a step may take. With hits: how long all runners of a step may be
  // silent, which is: no message from any, and none that starts or ends.
  base::Duration timeout{0};
};

// Decides what a run of external runners does next: a step begins, its runners end by themselves or are
// ended, what they sent is waited for, the next step begins. Knows no processes and no sockets: it is told
// what happens and asked what to do.
class RunMachine {
public:
  enum class Order {
    wait,       // until something happens, or wake_at()
    start_step, // start the runners of step(), and say so by step_started()
    terminate,  // SIGTERM to all that run
    kill,       // SIGKILL to all that run
    end_step,   // its runners have ended and all that they sent is here, or is not coming
    finish,     // nothing is left to do
  };

  RunMachine(std::size_t steps, RunnerLimits limits) : steps_(steps), limits_(limits) {}

  void step_started(std::uint64_t runners, base::TimePoint now);
  void runner_started(base::TimePoint now); // one of them
  void runner_ended(base::TimePoint now);
  void runners_dropped(std::uint64_t count); // they will not be started
  void message_came(base::TimePoint now);
  // Whether nothing more can come from runners that have ended.
  void set_all_received(bool all) { all_received_ = all; }
  // The user's wish: the runners are ended and no further step begins. The second time they are killed; a
  // wish right after the first is the same one.
  void stop(base::TimePoint now);

  // To be asked until it says wait. Each other order is given once.
  Order next(base::TimePoint now);
  base::TimePoint wake_at() const;

  std::size_t step() const { return step_; }
  std::uint64_t running() const { return running_; }
  bool stopping() const { return stop_at_ != base::never; }
  // Whether the runners of the step are being ended because they took too long.
  bool over_time() const { return over_time_; }

private:
  enum class State { idle, running, terminating, killing, draining };

  base::TimePoint limit() const;
  Order drain(base::TimePoint now);
  Order enter(State state, base::TimePoint until, Order order);

  const std::size_t steps_;
  const RunnerLimits limits_;
  State state_ = State::idle;
  std::size_t step_ = 0;
  std::uint64_t running_ = 0;
  base::TimePoint started_{};           // the last runner of the step
  base::TimePoint last_sign_{};         // of life
  base::TimePoint until_ = base::never; // of a state other than running
  base::TimePoint stop_at_ = base::never;
  bool kill_wanted_ = false;
  bool over_time_ = false;
  bool all_received_ = false;
};

} // namespace loads::external
