// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"

#include <optional>
#include <vector>

namespace loads::load {

// A stretch of time in which a load moves in a straight line to its target. Of no length: a jump.
struct Segment {
  base::Duration length{0};
  double target = 0;

  bool operator==(const Segment&) const = default;
};

// A stretch of time in which a load is at or above some level, from its first to before its last moment.
struct Span {
  base::Duration from{0}, to{0};

  bool operator==(const Span&) const = default;
};

// A load over time: users, or arrivals a second. Begins at a value and moves through its segments; after the
// last it is over. Values are never negative. Pure.
class Curve {
public:
  Curve(double begin, std::vector<Segment> segments);

  base::Duration length() const { return length_; }
  double peak() const { return peak_; }
  // At a moment from 0 to length(); at a jump, the value after it.
  double value_at(base::Duration time) const;
  // The area below the curve until then: of arrivals a second, how many have arrived.
  double area_until(base::Duration time) const;
  double area() const { return area_; }
  // The first moment at which the area is that large; none if it never is before the end.
  std::optional<base::Duration> when_area_is(double area) const;
  // Where the curve is at or above the level, in order; they do not touch.
  std::vector<Span> above(double level) const;

private:
  struct Part { // a segment with all that was before it; seconds
    double start, length, from, to, area_before;
    double area_after(double seconds) const { return (from + (from + slope() * seconds)) / 2 * seconds; }
    double slope() const { return (to - from) / length; }
  };
  const Part* part_at(double seconds) const;

  std::vector<Part> parts_; // those of some length
  double begin_;
  base::Duration length_{0};
  double peak_, area_ = 0;
};

} // namespace loads::load
