// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/observer/helper.hpp"
#include "core/wire/ids.hpp"

#include <deque>
#include <list>
#include <string>
#include <vector>

namespace loads::observer {

// A notice that a helper is to pass on.
struct Order {
  wire::RunId run;
  std::string observer;
  Task task;
};

// A notice that is done with.
struct Done {
  wire::RunId run;
  std::string observer;
  Outcome outcome;
};

// The helpers of a broker: a few at a time, each for a minute at most. Never blocks. One thread.
class Helpers {
public:
  Helpers();

  void start(Order order, base::TimePoint now);
  // Readable when take_done() has something to do.
  int fd() const { return epoll_.get(); }
  base::TimePoint next_deadline() const;
  std::vector<Done> take_done(base::TimePoint now);

private:
  struct Running {
    Order order;
    Helper helper;
    base::TimePoint deadline;
  };
  void start_waiting(base::TimePoint now);
  void watch(int fd);

  const base::UniqueFd epoll_;
  std::list<Running> running_;
  std::deque<Order> waiting_;
  std::vector<Done> done_;
};

} // namespace loads::observer
