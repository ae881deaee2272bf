// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/unique_fd.hpp"
#include "core/engine/check.hpp"
#include "core/engine/epoll_poller.hpp"
#include "core/engine/event_loop.hpp"
#include "core/engine/fiber.hpp"
#include "core/engine/fiber_waiter.hpp"
#include "core/engine/stack_pool.hpp"

#include <array>
#include <functional>
#include <sys/socket.h>
#include <utility>

namespace loads::tests {

inline base::TimePoint in(base::Duration duration) {
  return base::SteadyClock().now() + duration;
}

// For threads other than the test's own, where Boost.Test may not be called.
inline void must(const base::Status& status) {
  engine::check(static_cast<bool>(status), status ? "" : status.error().text.c_str());
}

struct SocketPair {
  base::UniqueFd near, far;
  SocketPair() {
    std::array<int, 2> fds{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds.data()) == 0) {
      near.reset(fds[0]);
      far.reset(fds[1]);
    }
  }
  void send(char byte) const {
    if (::send(far.get(), &byte, 1, MSG_NOSIGNAL) != 1)
      std::abort();
  }
  int receive() const { // -1: nothing there, 0: end
    char byte = 0;
    const auto count = ::recv(near.get(), &byte, 1, 0);
    return count == 1 ? byte : static_cast<int>(count);
  }
};

// A loop on the test's own thread.
struct LoopFixture {
  explicit LoopFixture(const base::Clock& with_clock)
      : loop(std::move(*engine::EpollPoller::make()), with_clock) {}
  LoopFixture() : LoopFixture(steady()) {}

  template <class Condition>
  void run_until(Condition condition) {
    while (!condition())
      loop.run_once(true);
  }

  static const base::Clock& steady() {
    static const base::SteadyClock clock;
    return clock;
  }

  engine::EventLoop loop;
};

// A user on a fiber of a loop, as an engine thread has them, but in the hands of a test.
class TestUser final : public engine::Task {
public:
  TestUser(engine::EventLoop& loop, std::function<void(engine::Waiter&)> body)
      : loop_(loop), body_(std::move(body)), stack_(*pool_.acquire()), fiber_(stack_, &TestUser::enter, this),
        waiter_(loop, fiber_, *this) {
    loop.make_ready(*this);
  }
  ~TestUser() override {
    while (!fiber_.finished()) {
      waiter_.cancel();
      loop_.run_once(true);
    }
    pool_.release(stack_);
  }
  void run() override { fiber_.resume(); }

  engine::FiberWaiter& waiter() { return waiter_; }
  bool finished() const { return fiber_.finished(); }

private:
  static void enter(void* self) {
    auto& user = *static_cast<TestUser*>(self);
    user.body_(user.waiter_);
  }

  engine::EventLoop& loop_;
  std::function<void(engine::Waiter&)> body_;
  engine::StackPool pool_;
  engine::Stack stack_;
  engine::Fiber fiber_;
  engine::FiberWaiter waiter_;
};

} // namespace loads::tests
