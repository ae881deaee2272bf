// SPDX-License-Identifier: Apache-2.0
#include "core/threshold/watch.hpp"

#include "core/base/duration.hpp"
#include "core/base/text.hpp"

#include <algorithm>
#include <iterator>

namespace loads::threshold {
namespace {

// Frames are cut when the clock says so, a little late.
constexpr std::uint64_t cut_tolerance_ns = 100'000'000;

std::uint64_t to_ns(base::Duration time) {
  return static_cast<std::uint64_t>(time.count());
}

bool is_worse(const Threshold& threshold, double value, double than) {
  const bool wants_less =
      threshold.comparison == Comparison::less || threshold.comparison == Comparison::at_most;
  return wants_less ? value > than : value < than;
}

std::string too_few(const Threshold& threshold, std::uint64_t samples) {
  if (samples > 0)
    return "only " + base::counted(samples, "sample") + " of " + std::to_string(threshold.least_samples);
  switch (threshold.of) {
  case Of::run:
    return "there was nothing to measure";
  case Of::label:
    return "no request with the label " + threshold.name + " was answered";
  case Of::test:
    return "there was nothing to measure in a test " + threshold.name;
  case Of::check:
    return "no check " + threshold.name + " was made";
  }
  return {};
}

// Whether none is a value: a count or a speed of nothing is 0, a percentile of nothing is no number.
bool counts_nothing_as_zero(const Threshold& threshold) {
  return threshold.unit == Unit::number && threshold.least_samples == 1;
}

} // namespace

Watch::Watch(std::vector<Threshold> thresholds)
    : thresholds_(std::move(thresholds)), windows_(thresholds_.size()) {
  for (const Threshold& threshold : thresholds_) {
    longest_ns_ = std::max(longest_ns_, to_ns(threshold.window));
    needs_sum_ = needs_sum_ || (threshold.aborts && threshold.window == base::Duration::zero());
  }
}

void Watch::take(const metrics::Frame& frame, const std::vector<std::string>& test_names) {
  if (longest_ns_ > 0) {
    seconds_.push_back({frame.from_ns, frame.to_ns, std::make_shared<metrics::Figures>(frame.delta)});
    while (seconds_.front().to_ns + longest_ns_ + cut_tolerance_ns < frame.to_ns)
      seconds_.pop_front();
  }
  if (needs_sum_)
    sum_.add(frame.delta);
  for (std::size_t i = 0; i < thresholds_.size(); ++i) {
    const Threshold& threshold = thresholds_[i];
    if (threshold.window > base::Duration::zero()) {
      judge_window(i, test_names);
    } else if (threshold.aborts && !aborting_ && frame.to_ns >= to_ns(threshold.after)) {
      const Measurement now = measure(threshold, sum_, test_names, static_cast<double>(frame.to_ns) / 1e9);
      if (now.samples >= threshold.least_samples && !threshold.keeps(now.value))
        aborting_ = &threshold;
    }
  }
}

// The window that ends with the latest frame, if it is full.
void Watch::judge_window(std::size_t index, const std::vector<std::string>& test_names) {
  const Threshold& threshold = thresholds_[index];
  const std::uint64_t end = seconds_.back().to_ns, length = to_ns(threshold.window);
  if (end + cut_tolerance_ns < length + to_ns(threshold.after))
    return;
  metrics::Figures figures;
  std::uint64_t begin = end;
  for (auto second = seconds_.rbegin(); second != seconds_.rend(); ++second) {
    if (second->from_ns + length + cut_tolerance_ns < end)
      break;
    figures.add(*second->figures);
    begin = second->from_ns;
  }
  const Measurement now = measure(threshold, figures, test_names, static_cast<double>(end - begin) / 1e9);
  if (now.samples < threshold.least_samples && threshold.least_samples > 1)
    return; // so the user wished
  Window& window = windows_[index];
  const bool is_empty = now.samples == 0 && !counts_nothing_as_zero(threshold);
  if (!is_empty && (!window.worst || is_worse(threshold, now.value, *window.worst)))
    window.worst = now.value;
  window.was_judged = true;
  if (!is_empty && threshold.keeps(now.value))
    return;
  window.was_empty = window.was_empty || is_empty;
  if (!window.was_broken)
    window.broken_at = static_cast<double>(end) / 1e9;
  window.was_broken = true;
  if (threshold.aborts && !aborting_)
    aborting_ = &threshold;
}

Result Watch::of_window(const Threshold& threshold, const Window& window) const {
  Result result{&threshold, window.was_judged && !window.was_broken, {}, {}, {}, true};
  result.value = window.worst;
  if (!window.was_judged)
    result.reason =
        "there was no window of " + base::format_duration(threshold.window) + " with enough samples";
  else if (window.was_empty)
    result.reason = too_few(threshold, 0) + " for " + base::format_duration(threshold.window);
  if (window.was_broken)
    result.at_seconds = window.broken_at;
  return result;
}

Result Watch::of_run(const Threshold& threshold, const metrics::Totals& totals,
                     const std::vector<std::string>& test_names) const {
  const Measurement all =
      measure(threshold, totals.figures(), test_names, static_cast<double>(totals.to_ns()) / 1e9);
  Result result{&threshold, false, {}, {}, {}, true};
  const bool counts = threshold.of == Of::run && counts_nothing_as_zero(threshold);
  if (all.samples > 0 || counts)
    result.value = all.value;
  if (all.samples < threshold.least_samples && !counts)
    result.reason = too_few(threshold, all.samples);
  else
    result.kept = threshold.keeps(all.value) && aborting_ != &threshold; // that was decided
  return result;
}

std::vector<Result> Watch::finish(const metrics::Totals& totals,
                                  const std::vector<std::string>& test_names) const {
  std::vector<Result> results;
  for (std::size_t i = 0; i < thresholds_.size(); ++i)
    results.push_back(thresholds_[i].window > base::Duration::zero()
                          ? of_window(thresholds_[i], windows_[i])
                          : of_run(thresholds_[i], totals, test_names));
  return results;
}

std::vector<metrics::ThresholdFigures> to_figures(const std::vector<Result>& results) {
  std::vector<metrics::ThresholdFigures> all;
  for (const Result& result : results) {
    metrics::ThresholdFigures& figures = all.emplace_back();
    figures.threshold = result.threshold->text;
    figures.reason = result.reason;
    figures.state = !result.is_known ? LOADS_THRESHOLD_UNKNOWN
                    : result.kept    ? LOADS_THRESHOLD_KEPT
                                     : LOADS_THRESHOLD_BROKEN;
    if (result.value) {
      figures.number = *result.value;
      figures.value = format_value(*result.value, result.threshold->unit);
    }
    if (result.at_seconds)
      figures.broken_at_ns = static_cast<std::uint64_t>(*result.at_seconds * 1e9);
  }
  return all;
}

std::vector<metrics::ThresholdFigures> judge_stored(const std::vector<std::string>& texts,
                                                    const metrics::Totals& totals,
                                                    const std::vector<std::string>& test_names) {
  std::vector<metrics::ThresholdFigures> all;
  for (const std::string& text : texts) {
    metrics::ThresholdFigures figures;
    figures.threshold = text;
    figures.state = LOADS_THRESHOLD_UNKNOWN;
    const base::Result<Threshold> threshold = parse_threshold(text);
    if (!threshold) {
      figures.reason = threshold.error().text;
    } else if (threshold->window > base::Duration::zero()) {
      figures.reason = "windows are judged while somebody follows the run";
    } else {
      const Watch watch({*threshold});
      figures = to_figures(watch.finish(totals, test_names)).front();
    }
    all.push_back(std::move(figures));
  }
  return all;
}

} // namespace loads::threshold
