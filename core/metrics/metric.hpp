// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/distribution.hpp"
#include "core/metrics/limits.hpp"

#include <loads/abi/metric.h>

#include <compare>
#include <cstdint>
#include <limits>
#include <string>

namespace loads::metrics {

// A series of a metric of the tests' own. `tags` as tags.hpp writes them; other_name for the series for which
// there was no room (and an empty name, if not even for the metric).
struct MetricKey {
  std::string name, tags;
  loads_metric_kind kind = LOADS_COUNTER;
  loads_metric_unit unit = LOADS_UNIT_NUMBER;

  MetricKey rest() const { return {name, std::string(other_name), kind, unit}; }
  bool is_rest() const { return tags == other_name; }
  auto operator<=>(const MetricKey&) const = default;
};

// What was recorded in a series; which members are used depends on its kind. Merging is associative, and
// exact but for the rounding of sums that are no whole numbers. The last value of a gauge is the latest by
// time, whichever thread or worker set it; of two at once it is the larger. Of a delta, last is
// of the whole run so far, and of a gauge least and most as well, without the warm-up; within that they have
// no value.
struct Metric {
  std::uint64_t count = 0;
  std::int64_t total = 0; // counter: the sum; rate: how many were true
  double sum = 0;         // gauge, trend
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();
  double last = -std::numeric_limits<double>::infinity(); // gauge
  std::uint64_t last_ns = 0;                              // since the run began
  Distribution distribution;                              // trend, by trend_bucket_of()

  void add(const Metric& other);
  // Takes out what `earlier`, a former state of this one, already held. Least and most of a trend are then
  // those of what is left: exact where they are beyond the earlier ones, otherwise right to 0.8 %.
  void subtract(const Metric& earlier);
  // Of a trend: nearest rank, right to 0.8 %, but not less than min nor more than max. 0 if empty.
  double quantile(double part) const;
  bool operator==(const Metric&) const = default;
};

} // namespace loads::metrics
