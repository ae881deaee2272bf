// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/frame.hpp"
#include "core/metrics/totals.hpp"
#include "core/metrics/totals_view.hpp"
#include "core/threshold/measure.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace loads::threshold {

// Holds thresholds against a run while it goes on and at its end. Gets the figures of about a second each, in
// order. One thread.
class Watch {
public:
  // As the user wrote them. One that cannot be read, since the plan is from another version, stays unknown.
  explicit Watch(const std::vector<std::string>& texts);
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // Whether seconds count, and not the whole run alone.
  bool needs_seconds() const { return longest_ns_ > 0 || needs_sum_; }
  // What was measured since the frame before. Windows are taken of whole frames.
  void take(const metrics::Frame& frame, const std::vector<std::string>& test_names);
  // The first threshold for which the run is to end now; null: none.
  const std::string* aborting() const { return aborting_; }
  // With the totals of the whole run; one for each text, in order.
  std::vector<metrics::ThresholdFigures> finish(const metrics::Totals& totals,
                                                const std::vector<std::string>& test_names) const;

private:
  struct Watched {
    std::string text;
    base::Result<Threshold> threshold;
    std::optional<double> worst = {}; // of its windows; of one for the whole run: when it ended the run
    std::uint64_t broken_at_ns = 0;
    bool was_judged = false;  // a window
    bool had_samples = false; // some window
    bool was_empty = false;   // some window
    bool lacks_seconds = false;
  };
  struct Second {
    std::uint64_t from_ns, to_ns;
    metrics::Figures figures;
  };

  void warm_up(const metrics::Frame& frame);
  void keep(const metrics::Frame& frame);
  void judge_window(Watched& watched, const std::vector<std::string>& test_names);
  void judge_so_far(Watched& watched, std::uint64_t to_ns, const std::vector<std::string>& test_names);
  void abort(const Watched& watched);
  metrics::ThresholdFigures of_windows(const Watched& watched) const;
  metrics::ThresholdFigures of_run(const Watched& watched, const metrics::Totals& totals,
                                   const std::vector<std::string>& test_names) const;

  std::vector<Watched> watched_;
  std::deque<Second> seconds_; // as many as the longest window needs
  metrics::Figures sum_;       // of the whole run, if a threshold of it aborts
  std::uint64_t longest_ns_ = 0;
  std::uint64_t measured_from_ns_ = 0; // behind the warm-up
  bool needs_sum_ = false;
  const std::string* aborting_ = nullptr;
};

} // namespace loads::threshold
