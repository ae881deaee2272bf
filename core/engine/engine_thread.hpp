// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/loop_thread.hpp"
#include "core/engine/stack_pool.hpp"
#include "core/engine/user_host.hpp"

#include <atomic>
#include <memory>

namespace loads::engine {

// One thread with an event loop, a stack pool and virtual users on fibers. Shares nothing with other engine
// threads.
class EngineThread final : public UserHost {
public:
  struct Options {
    const base::Clock& clock;
    std::size_t stack_size = default_stack_size;
    std::function<void()> on_thread_start = {};
  };

  explicit EngineThread(Options options);
  ~EngineThread() override;

  base::Status start() override;
  void post(std::function<void()> function) override { thread_.loop().post(std::move(function)); }
  base::Status spawn(UserBody body, const void* tag = nullptr) override;
  void cancel_all() override;
  void reset_cancel() override;
  void on_idle(std::function<void()> callback) override { on_idle_ = std::move(callback); }
  std::size_t live_users() const override { return live_.load(std::memory_order_relaxed); }
  base::Duration cpu_time() const override { return thread_.cpu_time(); }
  void stop() override;

  // From any thread, after start().
  PulseSample pulse() const { return thread_.loop().pulse().sample(); }
  std::optional<CpuWaits> cpu_waits() const { return thread_.cpu_waits(); }
  LoopDelays delays() const { return thread_.loop().meter().read(); }
  EventLoop& loop() { return thread_.loop(); }

private:
  class User;

  void ended(User& user);

  StackPool stacks_;
  std::function<void()> on_idle_;
  std::atomic<std::size_t> live_{0};
  User* first_ = nullptr; // the users that live, linked both ways
  bool cancelling_ = false;
  bool stopping_ = false;
  LoopThread thread_;
};

} // namespace loads::engine
