// SPDX-License-Identifier: Apache-2.0
#include "core/engine/event_loop.hpp"

#include <algorithm>
#include <sys/prctl.h>
#include <utility>

namespace loads::engine {
namespace {

// So many tasks run before the loop looks for events again.
constexpr std::size_t largest_batch = 512;

// The kernel may end a wait late by a thousandth of its length. A long wait therefore ends a little early and
// a second, short one hits the time.
base::Duration first_leg(base::Duration wait) {
  return wait > std::chrono::milliseconds(10) ? wait - wait / 500 : wait;
}

} // namespace

EventLoop::EventLoop(std::unique_ptr<Poller> poller, const base::Clock& clock)
    : poller_(std::move(poller)), clock_(clock), round_time_(clock.now()) {}

void EventLoop::run() {
  thread_ = std::this_thread::get_id();
  prctl(PR_SET_TIMERSLACK, 1UL);
  while (!stopping_)
    run_once(true);
  stopping_ = false;
  thread_ = std::thread::id();
}

void EventLoop::stop() {
  post([this] { stopping_ = true; });
}

void EventLoop::post(std::function<void()> function) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(function));
    wake = !std::exchange(wake_sent_, true);
  }
  if (wake)
    poller_->wake();
}

// One clock reading before the wait, which also ends the last batch; a second after it only if a timer may
// have ended it or if several tasks share its cost.
void EventLoop::wait(bool may_wait) {
  round_time_ = clock_.now();
  if (batch_ran_ > 0) {
    const auto duration = batch_began_ == base::never ? base::Duration::zero() : round_time_ - batch_began_;
    meter_.batch(batch_ran_, batch_left_, duration);
  }
  const base::TimePoint next = timers_.next();
  const bool waits = may_wait && ready_.empty() && next > round_time_;
  auto timeout = base::Duration::zero();
  if (waits)
    timeout = next == base::never ? base::Duration::max() : first_leg(next - round_time_);
  const Poller::Waited waited = poller_->wait(timeout);
  if (waited.woken)
    run_posted();
  const bool knows_time = !waits || waited.events == 0 || ready_.size() > 1;
  if (waits && knows_time)
    round_time_ = clock_.now();
  // After the events: an answer that is there beats its deadline, however late this thread is.
  timers_.fire_due(round_time_);
  batch_began_ = knows_time ? round_time_ : base::never;
}

void EventLoop::run_once(bool may_wait) {
  wait(may_wait);
  run_batch();
}

void EventLoop::run_posted() {
  {
    const std::lock_guard lock(mutex_);
    running_posted_.swap(posted_);
    wake_sent_ = false;
  }
  for (auto& function : running_posted_) {
    pulse_.enter(nullptr);
    function();
    pulse_.leave();
  }
  running_posted_.clear();
}

void EventLoop::run_batch() {
  batch_ran_ = std::min(ready_.size(), largest_batch);
  batch_left_ = ready_.size() - batch_ran_;
  for (std::size_t i = 0; i < batch_ran_; ++i) {
    Task& task = ready_.pop();
    if (const Task* next = ready_.next())
      next->prefetch();
    task.run();
  }
}

} // namespace loads::engine
