// SPDX-License-Identifier: Apache-2.0
#include "core/engine/engine_thread.hpp"

#include "core/engine/check.hpp"
#include "core/engine/fiber.hpp"
#include "core/engine/fiber_waiter.hpp"

#include <utility>

namespace loads::engine {

// A virtual user: its fiber, its waiter and its place in the list of those that live.
class EngineThread::User final : public Task {
public:
  User(EngineThread& thread, const Stack& stack, UserBody body, const void* tag)
      : thread_(thread), stack_(stack), body_(std::move(body)), tag_(tag != nullptr ? tag : this),
        fiber_(stack, &User::enter, this), waiter_(thread.loop(), fiber_, *this) {}

  void run() override {
    Pulse& pulse = thread_.loop().pulse();
    pulse.enter(tag_);
    fiber_.resume();
    pulse.leave();
    if (fiber_.finished())
      thread_.ended(*this);
  }

  void prefetch() const override { fiber_.prefetch(); }

  void cancel() { waiter_.cancel(); }
  const Stack& stack() const { return stack_; }

  User* previous = nullptr;
  User* next = nullptr;

private:
  static void enter(void* self) {
    User& user = *static_cast<User*>(self);
    user.body_(user.waiter_);
    user.body_ = nullptr; // what it holds goes where it was used, not on the loop
  }

  EngineThread& thread_;
  const Stack stack_;
  UserBody body_;
  const void* tag_;
  Fiber fiber_;
  FiberWaiter waiter_;
};

EngineThread::EngineThread(Options options)
    : stacks_(options.stack_size), thread_(options.clock, std::move(options.on_thread_start)) {}

EngineThread::~EngineThread() {
  EngineThread::stop();
}

base::Status EngineThread::start() {
  return thread_.start();
}

base::Status EngineThread::spawn(UserBody body, const void* tag) {
  auto stack = stacks_.acquire();
  if (!stack)
    return stack.error();
  User* user = new User(*this, *stack, std::move(body), tag); // until ended()
  user->next = first_;
  if (first_ != nullptr)
    first_->previous = user;
  first_ = user;
  live_.fetch_add(1, std::memory_order_relaxed);
  if (cancelling_ || stopping_)
    user->cancel();
  loop().make_ready(*user);
  return base::Nothing{};
}

void EngineThread::ended(User& user) {
  (user.previous != nullptr ? user.previous->next : first_) = user.next;
  if (user.next != nullptr)
    user.next->previous = user.previous;
  const Stack stack = user.stack();
  delete &user;
  stacks_.release(stack);
  if (live_.fetch_sub(1, std::memory_order_relaxed) > 1)
    return;
  if (on_idle_)
    on_idle_();
  if (stopping_ && first_ == nullptr)
    loop().stop();
}

void EngineThread::cancel_all() {
  if (!loop().on_loop_thread()) {
    post([this] { cancel_all(); });
    return;
  }
  cancelling_ = true;
  for (User* user = first_; user != nullptr; user = user->next)
    user->cancel();
}

void EngineThread::reset_cancel() {
  if (!loop().on_loop_thread()) {
    post([this] { reset_cancel(); });
    return;
  }
  cancelling_ = false;
}

void EngineThread::stop() {
  if (!thread_.running())
    return;
  check(!loop().on_loop_thread(), "an engine thread cannot stop itself");
  post([this] {
    stopping_ = true;
    cancel_all();
    if (first_ == nullptr)
      loop().stop();
  });
  thread_.join();
}

} // namespace loads::engine
