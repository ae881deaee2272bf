// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/engine/cpu_waits.hpp"
#include "core/engine/event_loop.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace loads::engine {

// A thread that runs an event loop, with a signal stack.
class LoopThread {
public:
  LoopThread(const base::Clock& clock, std::function<void()> on_thread_start)
      : clock_(clock), on_thread_start_(std::move(on_thread_start)) {}
  ~LoopThread();
  LoopThread(const LoopThread&) = delete;
  LoopThread& operator=(const LoopThread&) = delete;

  base::Status start(); // once
  void join();          // after or before loop().stop()
  bool running() const { return thread_.joinable(); }

  EventLoop& loop() { return *loop_; } // after start(); stays until this object goes
  const EventLoop& loop() const { return *loop_; }
  base::Duration cpu_time() const; // any thread; the final figure once it was stopped
  // How long it was ready without a CPU. None: the kernel does not say, or it does not run. Any thread.
  std::optional<CpuWaits> cpu_waits() const;

private:
  void run();

  const base::Clock& clock_;
  std::function<void()> on_thread_start_;
  std::unique_ptr<EventLoop> loop_;
  std::thread thread_;
  mutable std::mutex mutex_;           // guards the three below
  std::optional<clockid_t> cpu_clock_; // while the thread runs
  int thread_id_ = 0;                  // likewise
  base::Duration final_cpu_time_{};
};

// What the thread used so far; a clock id from pthread_getcpuclockid or CLOCK_THREAD_CPUTIME_ID.
base::Duration read_cpu_clock(clockid_t id);

} // namespace loads::engine
