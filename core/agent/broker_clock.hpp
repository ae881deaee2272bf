// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"

#include <cstdint>
#include <deque>

namespace loads::agent {

// What the broker's steady clock shows, as far as questions and answers tell: an answer was given somewhere
// between the question and its arrival. The quickest of the last few answers counts.
class BrokerClock {
public:
  void add(base::TimePoint asked, base::TimePoint answered, std::int64_t broker_ns);
  // The broker is another one, and so is its clock.
  void reset() { samples_.clear(); }

  bool is_known() const { return !samples_.empty(); }
  // The local time of a moment of the broker's clock; `otherwise` if nothing is known.
  base::TimePoint to_local(std::int64_t broker_ns, base::TimePoint otherwise) const;
  // Plus or minus; 0 if nothing is known.
  base::Duration error() const;

private:
  struct Sample {
    base::Duration round_trip;
    std::int64_t offset_ns; // broker's clock less ours
  };
  const Sample* best() const;

  std::deque<Sample> samples_;
};

} // namespace loads::agent
