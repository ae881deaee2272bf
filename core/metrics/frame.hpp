// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/figures.hpp"
#include "core/metrics/slab_reader.hpp"

#include <cstdint>
#include <vector>

namespace loads::metrics {

// What one worker recorded in one interval. Frames of a worker are numbered from 1 without a gap.
struct Frame {
  std::uint64_t number = 0;
  std::uint64_t from_ns = 0, to_ns = 0; // since the run began
  Figures delta;
  Figures warm_up;                  // the part of delta that is of the warm-up
  std::uint64_t warm_up_to_ns = 0;  // how far that reaches; 0: there is none
  Ledger running;                   // sums of all frames up to and with this one
  Gauges gauges;                    // at the end of the interval
  std::vector<EngineTimes> engines; // deltas, one for each engine thread

  bool operator==(const Frame&) const = default;
};

class Totals;

// Cuts what was recorded into frames, without disturbing the recorders. One control thread.
class FrameCutter {
public:
  explicit FrameCutter(const Slab& slab) : slab_(slab) {}
  Frame cut(base::TimePoint now);

private:
  const Slab& slab_;
  std::uint64_t number_ = 0;
  std::uint64_t to_ns_ = 0;
  Figures last_;
  std::vector<EngineTimes> last_engines_;
};

// What is in the slab but not in the totals of its frames, as the frame that would come next; for the parent,
// after its worker is gone. If frames were lost on the way, it holds what they held.
Frame remainder(const Slab& slab, const Totals& totals, base::TimePoint now);

} // namespace loads::metrics
