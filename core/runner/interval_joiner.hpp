// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/frame.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <vector>

namespace loads::runner {

// Makes one frame of those that several workers cut at about the same time of the run, so that outputs get
// the figures of each second once, as from one worker.
class IntervalJoiner {
public:
  void add(std::uint64_t stream, metrics::Frame frame) { waiting_[stream].push_back(std::move(frame)); }
  // Frames for which each of these streams has come far enough; without any stream, all that wait.
  std::vector<metrics::Frame> take(const std::set<std::uint64_t>& expected);

private:
  metrics::Frame join_until(std::uint64_t to_ns);

  std::map<std::uint64_t, std::deque<metrics::Frame>> waiting_;
  std::uint64_t number_ = 0;
};

} // namespace loads::runner
