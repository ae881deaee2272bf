// SPDX-License-Identifier: Apache-2.0
#include "core/engine/loop_thread.hpp"

#include "core/engine/epoll_poller.hpp"
#include "core/engine/signal_stack.hpp"

#include <ctime>
#include <pthread.h>
#include <string>
#include <sys/prctl.h>
#include <system_error>
#include <unistd.h>

namespace loads::engine {

base::Duration read_cpu_clock(clockid_t id) {
  timespec used{};
  clock_gettime(id, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

base::Status LoopThread::start() {
  auto poller = EpollPoller::make();
  if (!poller)
    return poller.error();
  loop_ = std::make_unique<EventLoop>(std::move(*poller), clock_);
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error& failure) {
    return base::infrastructure_error(std::string("cannot start an engine thread: ") + failure.what());
  }
  return base::Nothing{};
}

void LoopThread::run() {
  const SignalStack signal_stack;
  ::prctl(PR_SET_TIMERSLACK, 1); // ns; by default the kernel wakes sleepers up to 50 us late
  {
    const std::lock_guard lock(mutex_);
    clockid_t id = 0;
    if (pthread_getcpuclockid(pthread_self(), &id) == 0)
      cpu_clock_ = id;
    thread_id_ = ::gettid();
  }
  if (on_thread_start_)
    on_thread_start_();
  loop_->run();
  const std::lock_guard lock(mutex_);
  final_cpu_time_ = read_cpu_clock(CLOCK_THREAD_CPUTIME_ID);
  cpu_clock_.reset();
  thread_id_ = 0;
}

LoopThread::~LoopThread() {
  if (!running())
    return;
  loop_->stop();
  join();
}

void LoopThread::join() {
  thread_.join();
}

std::optional<CpuWaits> LoopThread::cpu_waits() const {
  const std::lock_guard lock(mutex_);
  return thread_id_ > 0 ? read_cpu_waits(thread_id_) : std::nullopt;
}

base::Duration LoopThread::cpu_time() const {
  const std::lock_guard lock(mutex_);
  return cpu_clock_ ? read_cpu_clock(*cpu_clock_) : final_cpu_time_;
}

} // namespace loads::engine
