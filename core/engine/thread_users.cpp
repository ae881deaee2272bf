// SPDX-License-Identifier: Apache-2.0
#include "core/engine/thread_users.hpp"

#include "core/engine/check.hpp"
#include "core/engine/sanitizers.hpp"
#include "core/engine/signal_stack.hpp"
#include "core/engine/thread_waiter.hpp"

#include <cerrno>
#include <cstring>
#include <pthread.h>
#include <string>
#include <utility>

namespace loads::engine {
namespace {

// The sanitizers' runtimes keep up to a megabyte of thread-local data on the stack of each thread.
constexpr std::size_t sanitizer_share = LOADS_ASAN || LOADS_TSAN ? 2 * 1024 * 1024 : 0;

base::Error cannot_start(int error, std::size_t users, std::size_t stack_size) {
  const char* advice = error == EINVAL
                           ? "the stack may be too small for the thread-local data of the libraries"
                           : "use fewer users, or raise `ulimit -u` or kernel.threads-max";
  return base::infrastructure_error("cannot start a thread with a stack of " +
                                    std::to_string(stack_size / 1024) + " KiB for one more user after " +
                                    std::to_string(users) + ": " + std::strerror(error) + "; " + advice);
}

} // namespace

// A virtual user and its thread.
class ThreadUsers::User {
public:
  User(ThreadUsers& host, const Stack& stack, UserBody body)
      : host_(host), stack_(stack), body_(std::move(body)), stop_(host.stop_signal_),
        waiter_(host.clock_, *stop_) {}

  int start(std::list<User>::iterator self) {
    self_ = self;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstack(&attributes, stack_.low, stack_.size());
    const int error = pthread_create(&thread_, &attributes, &User::enter, this);
    pthread_attr_destroy(&attributes);
    return error;
  }

  void join() { pthread_join(thread_, nullptr); }
  const Stack& stack() const { return stack_; }

  base::Duration cpu_time() const {
    const auto final_time = final_cpu_time_.load();
    if (final_time != base::Duration::min())
      return final_time;
    const clockid_t id = cpu_clock_.load();
    return id == 0 ? base::Duration::zero() : read_cpu_clock(id);
  }

private:
  static void* enter(void* self) noexcept {
    User& user = *static_cast<User*>(self);
    const SignalStack signal_stack;
    clockid_t id = 0;
    if (pthread_getcpuclockid(pthread_self(), &id) == 0)
      user.cpu_clock_ = id;
    if (user.host_.on_thread_start_)
      user.host_.on_thread_start_();
    user.body_(user.waiter_);
    user.body_ = nullptr;
    user.final_cpu_time_ = read_cpu_clock(CLOCK_THREAD_CPUTIME_ID);
    user.host_.post([&host = user.host_, place = user.self_] { host.reap(place); });
    return nullptr;
  }

  ThreadUsers& host_;
  const Stack stack_;
  UserBody body_;
  std::shared_ptr<StopSignal> stop_;
  ThreadWaiter waiter_;
  pthread_t thread_{};
  std::atomic<clockid_t> cpu_clock_{0};                               // 0: not running yet
  std::atomic<base::Duration> final_cpu_time_{base::Duration::min()}; // min: still running
  std::list<User>::iterator self_;
};

ThreadUsers::ThreadUsers(Options options)
    : clock_(options.clock), on_thread_start_(options.on_thread_start),
      stacks_(options.stack_size + sanitizer_share),
      thread_(options.clock, std::move(options.on_thread_start)) {}

ThreadUsers::~ThreadUsers() {
  ThreadUsers::stop();
}

base::Status ThreadUsers::start() {
  stop_signal_ = std::make_shared<StopSignal>();
  if (!*stop_signal_)
    return base::infrastructure_error("cannot make an event descriptor: too few file descriptors; raise "
                                      "`ulimit -n`");
  return thread_.start();
}

base::Status ThreadUsers::spawn(UserBody body, const void*) {
  auto stack = stacks_.acquire();
  if (!stack)
    return stack.error();
  const std::lock_guard lock(mutex_);
  const auto user = users_.emplace(users_.end(), *this, *stack, std::move(body));
  if (const int error = user->start(user); error != 0) {
    users_.erase(user);
    stacks_.release(*stack);
    return cannot_start(error, live_users(), stack->size());
  }
  live_.fetch_add(1, std::memory_order_relaxed);
  return base::Nothing{};
}

void ThreadUsers::reap(std::list<User>::iterator user) {
  const Stack stack = user->stack();
  {
    const std::lock_guard lock(mutex_);
    ended_cpu_time_ += user->cpu_time();
    user->join();
    users_.erase(user);
  }
  stacks_.release(stack);
  if (live_.fetch_sub(1, std::memory_order_relaxed) > 1)
    return;
  if (on_idle_)
    on_idle_();
  if (stopping_ && users_.empty())
    thread_.loop().stop();
}

void ThreadUsers::cancel_all() {
  if (!thread_.loop().on_loop_thread()) {
    post([this] { cancel_all(); });
    return;
  }
  stop_signal_->raise();
}

void ThreadUsers::reset_cancel() {
  if (!thread_.loop().on_loop_thread()) {
    post([this] { reset_cancel(); });
    return;
  }
  if (stopping_ || !stop_signal_->raised())
    return;
  auto fresh = std::make_shared<StopSignal>();
  if (*fresh) // without a descriptor users stay cancelled, which ends the run
    stop_signal_ = std::move(fresh);
}

void ThreadUsers::stop() {
  if (!thread_.running())
    return;
  check(!thread_.loop().on_loop_thread(), "a host of users cannot stop itself");
  post([this] {
    stopping_ = true;
    cancel_all();
    if (users_.empty())
      thread_.loop().stop();
  });
  thread_.join();
}

base::Duration ThreadUsers::cpu_time() const {
  const std::lock_guard lock(mutex_);
  base::Duration total = ended_cpu_time_;
  for (const User& user : users_)
    total += user.cpu_time();
  return total;
}

} // namespace loads::engine
