// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/frame.hpp"
#include "core/metrics/totals.hpp"
#include "core/metrics/totals_view.hpp"
#include "core/threshold/measure.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace loads::threshold {

// How a run has kept a threshold.
struct Result {
  const Threshold* threshold = nullptr;
  bool kept = false;
  std::optional<double> value;      // of the whole run, or of the window that was worst; none: no samples
  std::optional<double> at_seconds; // the end of the first window that was not kept
  std::string reason;               // why it was not kept, if the value does not say it
  bool is_known = true;             // false: it could not be judged
};

// Holds the thresholds against a run while it goes on and at its end. Gets the figures of about a second
// each, in order. One thread.
class Watch {
public:
  explicit Watch(std::vector<Threshold> thresholds);

  // What was measured since the frame before. Windows are taken of whole frames.
  void take(const metrics::Frame& frame, const std::vector<std::string>& test_names);
  // The first threshold for which the run is to end now.
  const Threshold* aborting() const { return aborting_; }
  // With the totals of the whole run; one for each threshold, in order, which borrows from this object.
  std::vector<Result> finish(const metrics::Totals& totals, const std::vector<std::string>& test_names) const;

private:
  struct Window { // of one threshold
    bool was_judged = false, was_broken = false, was_empty = false;
    std::optional<double> worst;
    double broken_at = 0; // seconds
  };
  struct Second {
    std::uint64_t from_ns, to_ns;
    std::shared_ptr<const metrics::Figures> figures;
  };

  void judge_window(std::size_t index, const std::vector<std::string>& test_names);
  Result of_window(const Threshold& threshold, const Window& window) const;
  Result of_run(const Threshold& threshold, const metrics::Totals& totals,
                const std::vector<std::string>& test_names) const;

  const std::vector<Threshold> thresholds_;
  std::vector<Window> windows_;
  std::deque<Second> seconds_; // as many as the longest window needs
  metrics::Figures sum_;       // of the whole run, if a threshold of it aborts
  std::uint64_t longest_ns_ = 0;
  std::uint64_t from_ns_ = 0; // of the first frame
  bool needs_sum_ = false;
  const Threshold* aborting_ = nullptr;
};

// In the form that outputs get.
std::vector<metrics::ThresholdFigures> to_figures(const std::vector<Result>& results);

// Of a run that is stored: its windows cannot be judged any more. `texts` as the user wrote them.
std::vector<metrics::ThresholdFigures> judge_stored(const std::vector<std::string>& texts,
                                                    const metrics::Totals& totals,
                                                    const std::vector<std::string>& test_names);

} // namespace loads::threshold
