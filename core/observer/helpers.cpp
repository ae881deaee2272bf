// SPDX-License-Identifier: Apache-2.0
#include "core/observer/helpers.hpp"

#include <sys/epoll.h>

namespace loads::observer {
namespace {

constexpr std::size_t most_at_once = 4;
constexpr base::Duration time_limit = std::chrono::seconds(60);

} // namespace

Helpers::Helpers() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {}

void Helpers::start(Order order, base::TimePoint now) {
  waiting_.push_back(std::move(order));
  start_waiting(now);
}

void Helpers::watch(int fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event);
}

void Helpers::start_waiting(base::TimePoint now) {
  while (!waiting_.empty() && running_.size() < most_at_once) {
    Order order = std::move(waiting_.front());
    waiting_.pop_front();
    auto helper = Helper::start(order.task);
    order.task = {}; // secrets are not kept
    if (!helper) {
      done_.push_back({order.run, order.observer, {module::Delivery::failed, {}, {}, helper.error().text}});
      continue;
    }
    running_.push_back({std::move(order), std::move(*helper), now + time_limit});
    watch(running_.back().helper.end_fd());
    watch(running_.back().helper.output_fd());
  }
}

base::TimePoint Helpers::next_deadline() const {
  base::TimePoint next = done_.empty() ? base::never : base::TimePoint::min();
  for (const Running& running : running_)
    next = std::min(next, running.deadline);
  return next;
}

std::vector<Done> Helpers::take_done(base::TimePoint now) {
  for (auto it = running_.begin(); it != running_.end();) {
    if (now >= it->deadline && it->deadline != base::never) {
      it->helper.kill_for_time();
      it->deadline = base::never; // its end comes by the descriptor
    }
    if (!it->helper.advance()) {
      ++it;
      continue;
    }
    done_.push_back({it->order.run, it->order.observer, it->helper.take_outcome()});
    it = running_.erase(it);
  }
  start_waiting(now);
  return std::exchange(done_, {});
}

} // namespace loads::observer
