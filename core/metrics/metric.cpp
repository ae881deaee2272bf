// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/metric.hpp"

#include <algorithm>
#include <utility>

namespace loads::metrics {
namespace {

std::int64_t wrapped(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

} // namespace

void Metric::add(const Metric& other) {
  count += other.count;
  total = wrapped(static_cast<std::uint64_t>(total) + static_cast<std::uint64_t>(other.total));
  sum += other.sum;
  min = std::min(min, other.min);
  max = std::max(max, other.max);
  if (std::pair(last_ns, last) < std::pair(other.last_ns, other.last)) {
    last_ns = other.last_ns;
    last = other.last;
  }
  distribution.merge(other.distribution);
}

void Metric::subtract(const Metric& earlier) {
  count -= std::min(count, earlier.count);
  total = wrapped(static_cast<std::uint64_t>(total) - static_cast<std::uint64_t>(earlier.total));
  sum -= earlier.sum;
  const bool is_trend = distribution.count() > 0;
  distribution.subtract(earlier.distribution);
  if (!is_trend)
    return;
  const bool is_empty = distribution.count() == 0;
  if (min >= earlier.min)
    min = is_empty ? Metric().min : std::max(min, trend_low(distribution.bucket_at(0)));
  if (max <= earlier.max)
    max = is_empty ? Metric().max : std::min(max, trend_low(distribution.bucket_at(1) + 1));
}

double Metric::quantile(double part) const {
  if (distribution.count() == 0)
    return 0;
  return std::min(std::max(trend_value_of(distribution.bucket_at(part)), min), max);
}

} // namespace loads::metrics
