// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/frame.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
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
  // The earliest of which there is a frame: the first of each stream is of it if it begins before the one
  // moment, further ones if they begin before the other. So a frame that is shorter or longer than those
  // beside it, since its worker has ended or was late, makes no second of its own; and which seconds there
  // are does not depend on when their frames come.
  struct Second {
    std::uint64_t first_before_ns, next_before_ns;
  };
  std::optional<Second> next_second() const;
  metrics::Frame join(const Second& second);

  std::map<std::uint64_t, std::deque<metrics::Frame>> waiting_;
  std::uint64_t number_ = 0;
};

} // namespace loads::runner
