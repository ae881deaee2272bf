// SPDX-License-Identifier: Apache-2.0
#include "core/engine/thread_waiter.hpp"

#include <algorithm>
#include <array>
#include <poll.h>
#include <sched.h>

namespace loads::engine {

Wake ThreadWaiter::wait_readable(IoHandle& handle, base::TimePoint deadline) {
  return wait_for(handle.fd, POLLIN | POLLRDHUP, deadline);
}

Wake ThreadWaiter::wait_writable(IoHandle& handle, base::TimePoint deadline) {
  return wait_for(handle.fd, POLLOUT, deadline);
}

Wake ThreadWaiter::sleep_until(base::TimePoint time) {
  if (time <= now()) {
    if (cancelled())
      return Wake::cancelled;
    sched_yield();
    return Wake::ready;
  }
  const Wake result = wait_for(-1, 0, time);
  return result == Wake::timeout ? Wake::ready : result;
}

Wake ThreadWaiter::wait_for(int fd, short events, base::TimePoint deadline) {
  for (;;) {
    if (cancelled())
      return Wake::cancelled;
    std::array<pollfd, 2> polled{{{stop_.fd(), POLLIN, 0}, {fd, events, 0}}}; // poll skips -1
    timespec limit{};
    if (deadline != base::never) {
      const auto left = std::max(deadline - now(), base::Duration::zero());
      const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
      limit = {static_cast<time_t>(seconds.count()), static_cast<long>((left - seconds).count())};
    }
    const int count =
        ppoll(polled.data(), polled.size(), deadline == base::never ? nullptr : &limit, nullptr);
    if (count > 0 && polled[1].revents != 0)
      return Wake::ready;
    if (count == 0 && now() >= deadline)
      return Wake::timeout;
  }
}

} // namespace loads::engine
