// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/engine/loop_meter.hpp"
#include "core/engine/poller.hpp"
#include "core/engine/pulse.hpp"
#include "core/engine/task_queue.hpp"
#include "core/engine/timer_queue.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace loads::engine {

// Runs tasks in the order in which they became ready, timers and posted functions, and waits when there is
// nothing to do. One thread; only post(), stop() and what is marked so may be called from others.
class EventLoop {
public:
  EventLoop(std::unique_ptr<Poller> poller, const base::Clock& clock);

  // Until stop(). Sets the thread's timer slack to the least, for sleeps that end on time.
  void run();
  void stop(); // any thread

  // One round: waits (if allowed, and if nothing is ready), then runs what is ready.
  void run_once(bool may_wait);

  // Runs the function on the loop, in a later round; any thread. Never run if the loop has stopped by then.
  void post(std::function<void()> function);

  void make_ready(Task& task) { ready_.push(task); }
  TimerQueue& timers() { return timers_; }
  Poller& poller() { return *poller_; }
  LoopMeter& meter() { return meter_; }
  const LoopMeter& meter() const { return meter_; }
  Pulse& pulse() { return pulse_; }
  const Pulse& pulse() const { return pulse_; }
  base::TimePoint now() const { return clock_.now(); }

  // The time of this round: cheap, and old by what ran since.
  base::TimePoint round_time() const { return round_time_; }

  // Whether the caller is inside run(); any thread.
  bool on_loop_thread() const { return thread_ == std::this_thread::get_id(); }

private:
  void wait(bool may_wait);
  void run_posted();
  void run_batch();

  std::unique_ptr<Poller> poller_;
  const base::Clock& clock_;
  TaskQueue ready_;
  TimerQueue timers_;
  LoopMeter meter_;
  Pulse pulse_;
  base::TimePoint round_time_;
  bool stopping_ = false;

  // The last batch, until its end is known: when it began (never: not taken), how many ran, how many waited.
  base::TimePoint batch_began_ = base::never;
  std::size_t batch_ran_ = 0;
  std::size_t batch_left_ = 0;

  std::atomic<std::thread::id> thread_{};
  std::mutex mutex_; // guards posted_ and wake_sent_
  std::vector<std::function<void()>> posted_;
  bool wake_sent_ = false;
  std::vector<std::function<void()>> running_posted_;
};

} // namespace loads::engine
