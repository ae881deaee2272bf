// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/loop_thread.hpp"
#include "core/engine/stack_pool.hpp"
#include "core/engine/stop_signal.hpp"
#include "core/engine/user_host.hpp"

#include <atomic>
#include <list>
#include <memory>
#include <mutex>

namespace loads::engine {

// Virtual users on threads of their own (--blocking), for test code that blocks in other libraries. Their
// stacks are guarded like those of fibers. `on_thread_start` is called on each user's thread too.
class ThreadUsers final : public UserHost {
public:
  struct Options {
    const base::Clock& clock;
    std::size_t stack_size = default_stack_size;
    std::function<void()> on_thread_start = {};
  };

  explicit ThreadUsers(Options options);
  ~ThreadUsers() override;

  base::Status start() override;
  void post(std::function<void()> function) override { thread_.loop().post(std::move(function)); }
  base::Status spawn(UserBody body, const void* tag = nullptr) override;
  void cancel_all() override;
  void reset_cancel() override;
  void on_idle(std::function<void()> callback) override { on_idle_ = std::move(callback); }
  std::size_t live_users() const override { return live_.load(std::memory_order_relaxed); }
  base::Duration cpu_time() const override;
  void stop() override;

private:
  class User;

  void reap(std::list<User>::iterator user);

  const base::Clock& clock_;
  std::function<void()> on_thread_start_;
  StackPool stacks_;
  std::function<void()> on_idle_;
  std::atomic<std::size_t> live_{0};
  std::shared_ptr<StopSignal>
      stop_signal_; // shared with the users it can stop: they may outlive its use here
  bool stopping_ = false;
  mutable std::mutex mutex_; // guards users_ and ended_cpu_time_ against cpu_time()
  std::list<User> users_;
  base::Duration ended_cpu_time_{};
  LoopThread thread_;
};

} // namespace loads::engine
