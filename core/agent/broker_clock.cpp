// SPDX-License-Identifier: Apache-2.0
#include "core/agent/broker_clock.hpp"

#include <algorithm>

namespace loads::agent {
namespace {

constexpr std::size_t most_samples = 8;

} // namespace

void BrokerClock::add(base::TimePoint asked, base::TimePoint answered, std::int64_t broker_ns) {
  if (answered < asked)
    return;
  const base::Duration round_trip = answered - asked;
  const std::int64_t middle = asked.time_since_epoch().count() + round_trip.count() / 2;
  samples_.push_back({round_trip, broker_ns - middle});
  if (samples_.size() > most_samples)
    samples_.pop_front();
}

const BrokerClock::Sample* BrokerClock::best() const {
  const auto it =
      std::min_element(samples_.begin(), samples_.end(), [](const Sample& one, const Sample& other) {
        return one.round_trip < other.round_trip;
      });
  return it == samples_.end() ? nullptr : &*it;
}

base::TimePoint BrokerClock::to_local(std::int64_t broker_ns, base::TimePoint otherwise) const {
  const Sample* sample = best();
  return sample ? base::TimePoint(base::Duration(broker_ns - sample->offset_ns)) : otherwise;
}

base::Duration BrokerClock::error() const {
  const Sample* sample = best();
  return sample ? sample->round_trip / 2 : base::Duration::zero();
}

} // namespace loads::agent
