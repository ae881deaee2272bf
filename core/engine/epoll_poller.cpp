// SPDX-License-Identifier: Apache-2.0
#include "core/engine/epoll_poller.hpp"

#include "core/engine/system_call.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <string>
#include <sys/eventfd.h>

namespace loads::engine {
namespace {

constexpr std::uint64_t wake_key = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint32_t watched = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;

std::uint64_t key_of(const Watch& watch) {
  return std::uint64_t{watch.generation} << 32 | watch.slot;
}

base::Error cannot_make(const char* what) {
  return base::infrastructure_error(std::string("cannot make ") + what + ": " + std::strerror(errno) +
                                    "; if there are too few file descriptors, raise `ulimit -n`");
}

} // namespace

base::Result<std::unique_ptr<Poller>> EpollPoller::make() {
  base::UniqueFd epoll(epoll_create1(EPOLL_CLOEXEC));
  if (!epoll)
    return cannot_make("an epoll descriptor");
  base::UniqueFd wake(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!wake)
    return cannot_make("an event descriptor");
  // Edge-triggered, so that it never has to be read: each write is an edge.
  epoll_event event{EPOLLIN | EPOLLET, {.u64 = wake_key}};
  if (epoll_ctl(epoll.get(), EPOLL_CTL_ADD, wake.get(), &event) != 0)
    return cannot_make("an epoll descriptor");
  return std::unique_ptr<Poller>(new EpollPoller(std::move(epoll), std::move(wake)));
}

EpollPoller::EpollPoller(base::UniqueFd epoll, base::UniqueFd wake)
    : epoll_(std::move(epoll)), wake_(std::move(wake)) {}

Watch& EpollPoller::new_watch() {
  if (free_.empty()) {
    const auto first = static_cast<std::uint32_t>(blocks_.size() * block_size);
    blocks_.push_back(std::make_unique<Block>());
    for (std::uint32_t i = block_size; i-- > 0;) {
      watch(first + i).slot = first + i;
      free_.push_back(first + i);
    }
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  return watch(slot);
}

bool EpollPoller::attach(IoHandle& handle) {
  Watch& fresh = new_watch();
  epoll_event event{watched, {.u64 = key_of(fresh)}};
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, handle.fd, &event) != 0 &&
      (errno != EEXIST || epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, handle.fd, &event) != 0)) {
    free_.push_back(fresh.slot);
    return false;
  }
  handle.state = &fresh;
  return true;
}

void EpollPoller::detach(IoHandle& handle) {
  if (handle.state == nullptr)
    return;
  Watch& old = *static_cast<Watch*>(handle.state);
  handle.state = nullptr;
  const std::uint32_t slot = old.slot;
  const std::uint32_t generation = old.generation + 1;
  old = Watch{};
  old.slot = slot;
  old.generation = generation;
  free_.push_back(slot);
}

bool EpollPoller::note(const epoll_event& event) {
  if (event.data.u64 == wake_key)
    return true;
  Watch& target = watch(static_cast<std::uint32_t>(event.data.u64));
  if (key_of(target) != event.data.u64)
    return false; // detached meanwhile
  std::uint8_t directions = 0;
  std::uint8_t hang_up = 0;
  if ((event.events & EPOLLIN) != 0)
    directions |= Watch::readable;
  if ((event.events & EPOLLOUT) != 0)
    directions |= Watch::writable;
  if ((event.events & EPOLLERR) != 0) // may pass: an error is reported by the next read or write, once
    directions |= Watch::readable | Watch::writable;
  if ((event.events & EPOLLRDHUP) != 0)
    hang_up |= Watch::readable;
  if ((event.events & EPOLLHUP) != 0)
    hang_up |= Watch::readable | Watch::writable;
  target.note(directions, hang_up);
  return false;
}

Poller::Waited EpollPoller::wait(base::Duration timeout) {
  const int count = wait_for_events(timeout);
  Waited waited;
  for (int i = 0; i < count; ++i)
    waited.woken |= note(events_[static_cast<std::size_t>(i)]);
  waited.events = static_cast<std::size_t>(std::max(count, 0)); // an interrupted wait is an empty one
  return waited;
}

int EpollPoller::wait_for_events(base::Duration timeout) {
  const int capacity = static_cast<int>(events_.size());
  const bool for_ever = timeout == base::Duration::max();
  if (has_pwait2_) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(timeout);
    const timespec limit{static_cast<time_t>(seconds.count()),
                         static_cast<long>((timeout - seconds).count())};
    const int count =
        engine::wait_for_events(epoll_.get(), events_.data(), capacity, for_ever ? nullptr : &limit);
    if (count >= 0 || (errno != ENOSYS && errno != EPERM)) // EPERM: containers with an old seccomp profile
      return count;
    has_pwait2_ = false;
  }
  const auto whole = std::chrono::ceil<std::chrono::milliseconds>(timeout).count();
  constexpr std::int64_t longest = std::numeric_limits<int>::max();
  return epoll_wait(epoll_.get(), events_.data(), capacity,
                    for_ever ? -1 : static_cast<int>(std::min<std::int64_t>(whole, longest)));
}

void EpollPoller::wake() {
  [[maybe_unused]] const auto result = eventfd_write(wake_.get(), 1); // EAGAIN: it is awake already
}

} // namespace loads::engine
