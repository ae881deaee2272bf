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

std::vector<metrics::Frame> IntervalJoiner::take(const std::set<std::uint64_t>& expected) {
  std::vector<metrics::Frame> joined;
  const auto has_come = [&](std::uint64_t stream) {
    const auto at = waiting_.find(stream);
    return at != waiting_.end() && !at->second.empty();
  };
  while (std::all_of(expected.begin(), expected.end(), has_come)) {
    std::uint64_t earliest = UINT64_MAX;
    for (const auto& [stream, frames] : waiting_)
      if (!frames.empty())
        earliest = std::min(earliest, frames.front().to_ns);
    if (earliest == UINT64_MAX)
      break;
    joined.push_back(join_until(earliest + same_second_ns));
  }
  return joined;
}

metrics::Frame IntervalJoiner::join_until(std::uint64_t to_ns) {
  metrics::Frame joined;
  joined.from_ns = UINT64_MAX;
  for (auto& [stream, frames] : waiting_) {
    if (frames.empty() || frames.front().to_ns > to_ns)
      continue;
    metrics::Frame of_stream = std::move(frames.front());
    frames.pop_front();
    for (; !frames.empty() && frames.front().to_ns <= to_ns; frames.pop_front())
      metrics::join(of_stream, frames.front());
    put_beside(joined, of_stream);
  }
  joined.number = ++number_;
  return joined;
}

} // namespace loads::runner
