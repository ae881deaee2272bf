// SPDX-License-Identifier: Apache-2.0
#include "core/threshold/watch.hpp"

#include "core/base/duration.hpp"
#include "core/base/text.hpp"

#include <algorithm>

namespace loads::threshold {
namespace {

// Frames are cut when the clock says so, a little late.
constexpr std::uint64_t cut_tolerance_ns = 100'000'000;
// Who is so late has not cut it: it is of a run whose frames were added up since.
constexpr std::uint64_t added_up_ns = 10'000'000'000;

std::uint64_t to_ns(base::Duration time) {
  return static_cast<std::uint64_t>(time.count());
}

double to_seconds(std::uint64_t ns) {
  return static_cast<double>(ns) / 1e9;
}

bool is_worse(const Threshold& threshold, double value, double than) {
  return threshold.is_upper_bound() ? value > than : value < than;
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

loads_threshold_unit abi_unit(Unit unit) {
  return unit == Unit::nanoseconds ? LOADS_THRESHOLD_TIME
         : unit == Unit::share     ? LOADS_THRESHOLD_SHARE
                                   : LOADS_THRESHOLD_NUMBER;
}

void set_value(metrics::ThresholdFigures& figures, const Threshold& threshold, double value) {
  figures.value = format_value(value, threshold.unit, threshold.bound);
  figures.number = value;
}

} // namespace

Watch::Watch(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    const Watched& watched = watched_.emplace_back(Watched{text, parse_threshold("threshold", text)});
    if (!watched.threshold)
      continue;
    longest_ns_ = std::max(longest_ns_, to_ns(watched.threshold->window));
    needs_sum_ =
        needs_sum_ || (watched.threshold->aborts && watched.threshold->window == base::Duration::zero());
  }
}

void Watch::take(const metrics::Frame& frame, const std::vector<std::string>& test_names) {
  if (frame.warm_up_to_ns > 0)
    return warm_up(frame);
  if (longest_ns_ > 0)
    keep(frame);
  if (needs_sum_)
    sum_.add(frame.delta);
  for (Watched& watched : watched_) {
    if (watched.threshold && watched.threshold->window > base::Duration::zero())
      judge_window(watched, test_names);
    else if (watched.threshold && watched.threshold->aborts && !aborting_)
      judge_so_far(watched, frame.to_ns, test_names);
  }
}

// What is measured begins behind it. Frames that were added up since may hold more: that is measured, too.
void Watch::warm_up(const metrics::Frame& frame) {
  measured_from_ns_ = frame.warm_up_to_ns;
  if (!needs_sum_)
    return;
  metrics::Figures measured = frame.delta;
  measured.subtract(frame.warm_up);
  sum_.add(measured);
}

void Watch::keep(const metrics::Frame& frame) {
  Second& second = seconds_.emplace_back(Second{frame.from_ns, frame.to_ns, {}});
  second.figures.series = frame.delta.series; // what measure() looks at
  second.figures.tests = frame.delta.tests;
  second.figures.checks = frame.delta.checks;
  while (seconds_.size() > 1 && seconds_[1].from_ns + longest_ns_ <= frame.to_ns + cut_tolerance_ns)
    seconds_.pop_front();
}

// The window that ends with the latest frame, if it is full: the fewest frames that cover its time.
void Watch::judge_window(Watched& watched, const std::vector<std::string>& test_names) {
  const Threshold& threshold = *watched.threshold;
  const std::uint64_t length = to_ns(threshold.window), after = to_ns(threshold.after);
  const std::uint64_t end = seconds_.back().to_ns;
  std::uint64_t begin = end;
  const auto is_full = [&] { return end - begin + cut_tolerance_ns >= length; };
  std::vector<const metrics::Figures*> parts;
  for (auto second = seconds_.rbegin(); second != seconds_.rend() && !is_full(); ++second) {
    if (const std::uint64_t time = second->to_ns - second->from_ns; time >= added_up_ns && time > length) {
      watched.lacks_seconds = watched.lacks_seconds || second->to_ns > after;
      return;
    }
    parts.push_back(&second->figures);
    begin = std::min(begin, second->from_ns);
  }
  if (!is_full() || begin + cut_tolerance_ns < after)
    return;
  const Measurement now = measure(threshold, parts, test_names, to_seconds(end - begin));
  if (now.samples < threshold.least_samples && threshold.least_samples > 1)
    return; // so the user wished
  watched.was_judged = true;
  watched.had_samples = watched.had_samples || now.samples > 0;
  if (now.samples == 0 && !counts_nothing_as_zero(threshold)) {
    watched.was_empty = true;
  } else {
    if (!watched.worst || is_worse(threshold, now.value, *watched.worst))
      watched.worst = now.value;
    if (threshold.keeps(now.value))
      return;
  }
  if (watched.broken_at_ns == 0)
    watched.broken_at_ns = end;
  if (threshold.aborts)
    abort(watched);
}

// The whole run up to now, by a threshold that ends it.
void Watch::judge_so_far(Watched& watched, std::uint64_t to_ns, const std::vector<std::string>& test_names) {
  const Threshold& threshold = *watched.threshold;
  if (to_ns < threshold::to_ns(threshold.after))
    return;
  const metrics::Figures* const parts[] = {&sum_};
  const Measurement now = measure(threshold, parts, test_names, to_seconds(to_ns - measured_from_ns_));
  if (now.samples < threshold.least_samples || threshold.keeps(now.value))
    return;
  watched.broken_at_ns = to_ns;
  watched.worst = now.value;
  abort(watched);
}

void Watch::abort(const Watched& watched) {
  if (!aborting_)
    aborting_ = &watched.text;
}

metrics::ThresholdFigures Watch::of_windows(const Watched& watched) const {
  const Threshold& threshold = *watched.threshold;
  const std::string window = base::format_duration(threshold.window);
  metrics::ThresholdFigures figures;
  figures.broken_at_ns = watched.broken_at_ns;
  if (watched.worst)
    set_value(figures, threshold, *watched.worst);
  if (watched.broken_at_ns > 0) {
    figures.state = LOADS_THRESHOLD_BROKEN;
    if (watched.was_empty)
      figures.reason = too_few(threshold, 0) + " for " + window;
  } else if (watched.lacks_seconds) {
    figures.state = LOADS_THRESHOLD_UNKNOWN;
    figures.reason = "the seconds of the run are not kept any more";
  } else if (!watched.was_judged) {
    figures.state = LOADS_THRESHOLD_BROKEN;
    figures.reason = "there was no window of " + window + " with enough samples";
  } else if (threshold.of != Of::run && !watched.had_samples) {
    figures.state = LOADS_THRESHOLD_BROKEN;
    figures.reason = too_few(threshold, 0);
  }
  return figures;
}

metrics::ThresholdFigures Watch::of_run(const Watched& watched, const metrics::Totals& totals,
                                        const std::vector<std::string>& test_names) const {
  const Threshold& threshold = *watched.threshold;
  const metrics::Figures measured = totals.measured();
  const metrics::Figures* const parts[] = {&measured};
  const std::uint64_t from_ns = std::min(totals.warm_up_to_ns(), totals.to_ns());
  const Measurement all = measure(threshold, parts, test_names, to_seconds(totals.to_ns() - from_ns));
  const bool counts = threshold.of == Of::run && counts_nothing_as_zero(threshold);
  const bool keeps = threshold.keeps(all.value);
  metrics::ThresholdFigures figures;
  figures.state = LOADS_THRESHOLD_BROKEN;
  figures.broken_at_ns = watched.broken_at_ns;
  if (all.samples > 0 || counts)
    set_value(figures, threshold, all.value);
  if (all.samples < threshold.least_samples && !counts)
    figures.reason = too_few(threshold, all.samples);
  else if (watched.broken_at_ns > 0 && keeps) // what was under way has improved it
    figures.reason = "it was " + format_value(*watched.worst, threshold.unit, threshold.bound) + " then";
  else if (keeps)
    figures.state = LOADS_THRESHOLD_KEPT;
  return figures;
}

std::vector<metrics::ThresholdFigures> Watch::finish(const metrics::Totals& totals,
                                                     const std::vector<std::string>& test_names) const {
  std::vector<metrics::ThresholdFigures> all;
  for (const Watched& watched : watched_) {
    metrics::ThresholdFigures figures;
    if (!watched.threshold) {
      figures.state = LOADS_THRESHOLD_UNKNOWN;
      figures.reason = "this version cannot read it: " + watched.threshold.error().text;
    } else {
      figures = watched.threshold->window > base::Duration::zero() ? of_windows(watched)
                                                                   : of_run(watched, totals, test_names);
      figures.unit = abi_unit(watched.threshold->unit);
    }
    figures.threshold = watched.text;
    all.push_back(std::move(figures));
  }
  return all;
}

} // namespace loads::threshold
