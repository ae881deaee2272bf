// SPDX-License-Identifier: Apache-2.0
#include "core/worker/log_limit.hpp"

#include <utility>

namespace loads::worker {

LogLimit::Decision LogLimit::ask(base::TimePoint now) {
  Decision decision;
  if (!began_ || now - second_began_ >= std::chrono::seconds(1)) {
    began_ = true;
    second_began_ = now;
    admitted_ = 0;
    decision.dropped_before = take_dropped();
  }
  decision.admitted = admitted_ < limit_;
  ++(decision.admitted ? admitted_ : dropped_);
  return decision;
}

std::uint64_t LogLimit::take_dropped() {
  return std::exchange(dropped_, 0);
}

} // namespace loads::worker
