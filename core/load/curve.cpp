// SPDX-License-Identifier: Apache-2.0
#include "core/load/curve.hpp"

#include <algorithm>
#include <cmath>

namespace loads::load {
namespace {

double to_seconds(base::Duration time) {
  return std::chrono::duration<double>(time).count();
}

base::Duration to_duration(double seconds) {
  return base::Duration(std::llround(seconds * 1e9));
}

// Extends the last span if this one begins where it ended.
void add_span(std::vector<Span>& spans, base::Duration from, base::Duration to) {
  if (to <= from)
    return;
  if (!spans.empty() && spans.back().to >= from)
    spans.back().to = to;
  else
    spans.push_back({from, to});
}

} // namespace

Curve::Curve(double begin, std::vector<Segment> segments) : begin_(begin), peak_(begin) {
  double value = begin;
  for (const Segment& segment : segments) {
    if (segment.length > base::Duration::zero()) {
      const Part part{to_seconds(length_), to_seconds(segment.length), value, segment.target, area_};
      area_ += part.area_after(part.length);
      length_ += segment.length;
      parts_.push_back(part);
    }
    value = segment.target;
    peak_ = std::max(peak_, value);
  }
}

const Curve::Part* Curve::part_at(double seconds) const {
  const auto after = std::upper_bound(parts_.begin(), parts_.end(), seconds,
                                      [](double time, const Part& part) { return time < part.start; });
  return after == parts_.begin() ? nullptr : &*std::prev(after);
}

double Curve::value_at(base::Duration time) const {
  const double seconds = to_seconds(time);
  const Part* part = part_at(seconds);
  if (!part)
    return begin_;
  return part->from + part->slope() * std::min(seconds - part->start, part->length);
}

double Curve::area_until(base::Duration time) const {
  const double seconds = to_seconds(time);
  const Part* part = part_at(seconds);
  return part ? part->area_before + part->area_after(std::min(seconds - part->start, part->length)) : 0;
}

// Within a part: from·t + slope·t²/2 = a, solved for t in the form that loses no digits when slope is small
// (Numerical Recipes, 5.6).
std::optional<base::Duration> Curve::when_area_is(double area) const {
  for (const Part& part : parts_) {
    const double wanted = area - part.area_before;
    if (wanted >= part.area_after(part.length))
      continue;
    const double root = std::sqrt(std::max(0.0, part.from * part.from + 2 * part.slope() * wanted));
    const double seconds = wanted <= 0 ? 0 : 2 * wanted / (part.from + root);
    return to_duration(part.start + std::min(seconds, part.length));
  }
  return std::nullopt;
}

std::vector<Span> Curve::above(double level) const {
  std::vector<Span> spans;
  for (const Part& part : parts_) {
    const bool from_above = part.from >= level, to_above = part.to >= level;
    const base::Duration begin = to_duration(part.start), end = to_duration(part.start + part.length);
    if (from_above && to_above) {
      add_span(spans, begin, end);
    } else if (from_above != to_above) {
      const base::Duration crossing = to_duration(part.start + (level - part.from) / part.slope());
      add_span(spans, from_above ? begin : crossing, from_above ? crossing : end);
    }
  }
  return spans;
}

} // namespace loads::load
