// SPDX-License-Identifier: Apache-2.0
#include "core/external/run_machine.hpp"

#include <algorithm>

namespace loads::external {
namespace {

constexpr base::Duration time_to_terminate = std::chrono::seconds(1);
// A process that does not even end by SIGKILL hangs in the kernel.
constexpr base::Duration time_to_die = std::chrono::seconds(10);
// What ended runners sent is on its way for moments; a peer that stays connected is not waited for.
constexpr base::Duration time_to_receive = std::chrono::seconds(2);
constexpr base::Duration same_wish = std::chrono::milliseconds(300);

} // namespace

void RunMachine::step_started(std::uint64_t runners, base::TimePoint now) {
  state_ = State::running;
  running_ = runners;
  started_ = last_sign_ = now;
  over_time_ = all_received_ = false;
}

void RunMachine::runner_started(base::TimePoint now) {
  started_ = last_sign_ = now;
}

void RunMachine::runner_ended(base::TimePoint now) {
  --running_;
  last_sign_ = now;
}

void RunMachine::runners_dropped(std::uint64_t count) {
  running_ -= count;
}

void RunMachine::message_came(base::TimePoint now) {
  last_sign_ = now;
  if (state_ == State::draining)
    until_ = now + time_to_receive;
}

void RunMachine::stop(base::TimePoint now) {
  if (!stopping())
    stop_at_ = now;
  else if (now - stop_at_ > same_wish)
    kill_wanted_ = true;
}

base::TimePoint RunMachine::limit() const {
  return limits_.duration.count() > 0 ? started_ + limits_.duration + limits_.timeout
                                      : last_sign_ + limits_.timeout;
}

RunMachine::Order RunMachine::enter(State state, base::TimePoint until, Order order) {
  state_ = state;
  until_ = until;
  return order;
}

RunMachine::Order RunMachine::drain(base::TimePoint now) {
  if (state_ != State::draining)
    enter(State::draining, now + time_to_receive, Order::wait);
  if (!all_received_ && now < until_ && !kill_wanted_)
    return Order::wait;
  ++step_;
  return enter(State::idle, base::never, Order::end_step);
}

RunMachine::Order RunMachine::next(base::TimePoint now) {
  switch (state_) {
  case State::idle:
    return step_ == steps_ || stopping() ? Order::finish : Order::start_step;
  case State::running:
    if (running_ == 0)
      return drain(now);
    if (stopping())
      return enter(State::terminating, now + time_to_terminate, Order::terminate);
    if (now < limit())
      return Order::wait;
    over_time_ = true;
    return enter(State::terminating, now + time_to_terminate, Order::terminate);
  case State::terminating:
    if (running_ == 0)
      return drain(now);
    if (now >= until_ || kill_wanted_)
      return enter(State::killing, now + time_to_die, Order::kill);
    return Order::wait;
  case State::killing:
    return running_ == 0 || now >= until_ ? drain(now) : Order::wait;
  case State::draining:
    return drain(now);
  }
  return Order::finish;
}

base::TimePoint RunMachine::wake_at() const {
  return state_ == State::running ? limit() : until_;
}

} // namespace loads::external
