// SPDX-License-Identifier: Apache-2.0
#include "core/runner/interval_joiner.hpp"

#include "core/metrics/frame_join.hpp"

#include <algorithm>

namespace loads::runner {
namespace {

// Workers cut a frame each second of their own run, but not at the same moment.
constexpr std::uint64_t same_second_ns = 500'000'000;

void put_beside(metrics::Frame& to, const metrics::Frame& from) {
  to.from_ns = std::min(to.from_ns, from.from_ns);
  to.to_ns = std::max(to.to_ns, from.to_ns);
  to.delta.add(from.delta);
  to.warm_up.add(from.warm_up);
  to.warm_up_to_ns = std::max(to.warm_up_to_ns, from.warm_up_to_ns);
  metrics::add(to.running, from.running);
  to.gauges.active_users += from.gauges.active_users;
  to.gauges.peak_users += from.gauges.peak_users;
  to.engines.insert(to.engines.end(), from.engines.begin(), from.engines.end());
}

} // namespace

std::optional<IntervalJoiner::Second> IntervalJoiner::next_second() const {
  std::uint64_t from_ns = UINT64_MAX, to_ns = 0;
  for (const auto& [stream, frames] : waiting_)
    if (!frames.empty())
      from_ns = std::min(from_ns, frames.front().from_ns);
  if (from_ns == UINT64_MAX)
    return std::nullopt;
  const std::uint64_t first_before_ns = from_ns + same_second_ns;
  for (const auto& [stream, frames] : waiting_)
    if (!frames.empty() && frames.front().from_ns < first_before_ns)
      to_ns = std::max(to_ns, frames.front().to_ns);
  return Second{first_before_ns, to_ns - std::min(to_ns, same_second_ns)};
}

std::vector<metrics::Frame> IntervalJoiner::take(const std::set<std::uint64_t>& expected) {
  std::vector<metrics::Frame> joined;
  while (const std::optional<Second> second = next_second()) {
    const bool have_come = std::all_of(expected.begin(), expected.end(), [&](std::uint64_t stream) {
      const auto at = waiting_.find(stream); // what comes of it next begins where this ends
      return at != waiting_.end() && !at->second.empty() && at->second.back().to_ns >= second->next_before_ns;
    });
    if (!have_come)
      break;
    joined.push_back(join(*second));
  }
  return joined;
}

metrics::Frame IntervalJoiner::join(const Second& second) {
  metrics::Frame joined;
  joined.from_ns = UINT64_MAX;
  for (auto& [stream, frames] : waiting_) {
    if (frames.empty() || frames.front().from_ns >= std::max(second.first_before_ns, second.next_before_ns))
      continue;
    metrics::Frame of_stream = std::move(frames.front());
    frames.pop_front();
    for (; !frames.empty() && frames.front().from_ns < second.next_before_ns; frames.pop_front())
      metrics::join(of_stream, frames.front());
    put_beside(joined, of_stream);
  }
  joined.number = ++number_;
  return joined;
}

} // namespace loads::runner
