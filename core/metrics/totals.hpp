// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/frame.hpp"

#include <loads/abi/suite.h>

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace loads::metrics {

struct EngineTotals {
  EngineTimes times;
  EngineTimes warm_up;                  // the part that is of frames of the warm-up
  std::uint64_t last_second_cpu_ns = 0; // of the latest second of frames; 0 before there is one
  std::uint64_t busiest_second_cpu_ns = 0;
  std::uint64_t without_pause_ns = 0; // of other frames, in which it ran, or waited for a CPU, all the time
  bool operator==(const EngineTotals&) const = default;
};

// The sum of a worker's frames, in whatever order they come. Each number is taken once; missing ones are
// known. Holds at most max_total_series labels and max_total_metrics series of metrics; further ones are
// counted together.
class Totals {
public:
  // False if the frame was there already (then nothing changes).
  bool merge(const Frame& frame);
  // Adds the totals of another worker, which works at the same time: engines stand side by side, active users
  // and peaks are added. Afterwards this is for reading only.
  void merge(const Totals& other);
  // After the death of the worker and the remainder: iterations in flight end with that outcome, requests in
  // flight as aborted, open web sockets as
  // closed, and no user is left.
  void end_in_flight(loads_outcome outcome);

  const Figures& figures() const { return figures_; }
  // Without those of the warm-up: what reports, thresholds and the verdict are about. What was being recorded
  // when the warm-up ended may be in some of its figures and not in others, as a hit without its latency.
  Figures measured() const;
  // The same without a copy, if there was no warm-up; `room` may be pointed to.
  const Figures& measured(Figures& room) const;
  const Ledger& warm_up() const { return warm_up_.ledger; } // which of them are of the warm-up
  // End of the latest frame of the warm-up; or 0.
  std::uint64_t warm_up_to_ns() const { return warm_up_to_ns_; }
  const Gauges& gauges() const { return gauges_; }
  const std::vector<EngineTotals>& engines() const { return engines_; }
  std::uint64_t to_ns() const { return to_ns_; } // end of the latest frame
  std::uint64_t last_number() const { return last_number_; }
  std::uint64_t frames() const { return frames_; }
  std::uint64_t label_overflow() const;                       // hits that were measured
  double hits_per_second() const { return hits_per_second_; } // in the latest second of frames

  // Numbers below the last that did not come, at most `limit` of them.
  std::vector<std::uint64_t> missing(std::size_t limit = 100) const;
  // Empty, or a sentence: parts that do not add up, or sums that differ from what the worker says they are.
  std::string find_imbalance() const;

private:
  struct Range { // of frames that came, both ends included
    std::uint64_t first, last;
  };

  // What a frame says about speed, kept for about a second.
  struct Recent {
    std::uint64_t from_ns, to_ns, hits;
    std::vector<EngineTimes> engines;
  };

  bool take_number(std::uint64_t number);
  void take_figures(const Figures& figures);
  void take_warm_up(const Figures& figures);
  void take_speed(const Frame& frame);

  Figures figures_;
  Figures warm_up_; // the part of the sums in figures_ that is of the warm-up
  std::uint64_t warm_up_to_ns_ = 0;
  Ledger running_; // as the latest frame says
  Gauges gauges_;
  std::vector<EngineTotals> engines_;
  std::vector<Range> came_; // ascending, with gaps between
  std::deque<Recent> recent_;
  std::uint64_t frames_ = 0, last_number_ = 0, to_ns_ = 0;
  double hits_per_second_ = 0;
};

} // namespace loads::metrics
