// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/unique_fd.hpp"
#include "core/engine/waiter.hpp"

#include <algorithm>
#include <atomic>
#include <poll.h>
#include <sys/eventfd.h>

namespace loads::test {

// A Waiter that blocks its thread. Counts what it is asked for. cancel() may be called by another thread.
class PollWaiter final : public engine::Waiter {
public:
  bool attach(engine::IoHandle&) override {
    ++attached;
    return true;
  }
  void detach(engine::IoHandle&) override { --attached; }

  engine::Wake wait_readable(engine::IoHandle& handle, base::TimePoint deadline) override {
    ++waits;
    return wait(handle.fd, POLLIN, deadline);
  }
  engine::Wake wait_writable(engine::IoHandle& handle, base::TimePoint deadline) override {
    ++waits;
    return wait(handle.fd, POLLOUT, deadline);
  }
  engine::Wake sleep_until(base::TimePoint time) override {
    const auto result = wait(-1, 0, time);
    return result == engine::Wake::timeout ? engine::Wake::ready : result;
  }
  base::TimePoint now() const override {
    ++clock_reads;
    return clock_.now();
  }
  bool cancelled() const override { return cancelled_; }

  void cancel() {
    cancelled_ = true;
    ::eventfd_write(stop_.get(), 1);
  }

  int attached = 0;
  std::atomic<int> waits = 0;
  mutable int clock_reads = 0;

private:
  engine::Wake wait(int fd, short events, base::TimePoint deadline) {
    for (;;) {
      if (cancelled_)
        return engine::Wake::cancelled;
      pollfd fds[] = {{fd, events, 0}, {stop_.get(), POLLIN, 0}};
      int limit = -1;
      if (deadline != base::never) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock_.now()).count();
        limit = static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000));
      }
      const int count = ::poll(fds, 2, limit);
      if (cancelled_)
        return engine::Wake::cancelled;
      if (count > 0 && fds[0].revents)
        return engine::Wake::ready;
      if (count == 0 && clock_.now() >= deadline)
        return engine::Wake::timeout;
    }
  }

  base::SteadyClock clock_;
  base::UniqueFd stop_{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
  std::atomic<bool> cancelled_ = false;
};

} // namespace loads::test
