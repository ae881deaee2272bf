// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/metric_recorder.hpp"

#include "core/metrics/optional_lock.hpp"

#include <cmath>

namespace loads::metrics {
namespace {

std::uint64_t nanoseconds(base::Duration time) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 0));
}

// Larger values, and what is no number, are no values of a metric: the sum of many would overflow.
constexpr double largest_value_of_a_metric = 0x1p62;

void add_to(CellOf<std::int64_t>& total, std::int64_t by) { // wraps, it is no reason to stop
  total.set(
      static_cast<std::int64_t>(static_cast<std::uint64_t>(total.get()) + static_cast<std::uint64_t>(by)));
}

} // namespace

MetricRecorder::MetricRecorder(Slab& slab, std::size_t slot)
    : slab_(slab), slot_(slab.slot(slot)), known_(max_metric_series) {}

MetricCells& MetricRecorder::touch(std::size_t index) {
  if (slot_.metric_count.get() <= index)
    slot_.metric_count.publish(index + 1);
  return slot_.metrics[index];
}

base::Result<std::uint32_t> MetricRecorder::declare(const SeriesName& wanted) {
  const OptionalLock lock(lock_);
  const std::uint64_t hash = hash_text(wanted.tags, hash_text(wanted.name));
  const std::uint32_t known =
      known_.find(hash, [&](std::uint32_t series) { return slab_.metrics().is(series, wanted); });
  if (known != TextIndex::none)
    return known;
  auto series = slab_.metrics().declare(wanted);
  // Not what stands for the rest, nor a name that was cut: the directory finds those.
  if (series && slab_.metrics().is(*series, wanted))
    known_.insert(hash, *series);
  return series;
}

bool MetricRecorder::count(std::string_view name, std::int64_t by) {
  const auto series = declare({LOADS_COUNTER, any_unit, name, {}});
  if (!series)
    return false;
  const OptionalLock lock(lock_);
  MetricCells& cells = touch(index_of(*series));
  add_to(cells.total, by);
  cells.count.publish(cells.count.get() + 1);
  return true;
}

bool MetricRecorder::record(std::uint32_t series, double value, base::TimePoint when) {
  const std::size_t index = index_of(series);
  if (index >= max_metric_series || index >= slab_.header().metric_count.get() ||
      !(std::abs(value) <= largest_value_of_a_metric))
    return false;
  const OptionalLock lock(lock_);
  MetricCells& cells = touch(index);
  const std::uint64_t count = cells.count.get();
  switch (kind_of(series)) {
  case LOADS_COUNTER:
    add_to(cells.total, static_cast<std::int64_t>(value));
    break;
  case LOADS_RATE:
    add_to(cells.total, value != 0);
    break;
  case LOADS_GAUGE: {
    const std::uint64_t at_ns = nanoseconds(when - slab_.start()), warm_up_ns = slab_.warm_up_ns();
    const bool is_first_behind = cells.last_ns.get() < warm_up_ns && at_ns >= warm_up_ns;
    cells.add(value, count == 0 || is_first_behind);
    cells.set_last(value, at_ns, count == 0);
    break;
  }
  case LOADS_TREND:
    cells.add(value, count == 0);
    count_in(slot_.trends[index], cells.octaves, trend_bucket_of(value));
    break;
  }
  cells.count.publish(count + 1); // last, so that who counts a value finds the rest of it
  return true;
}

} // namespace loads::metrics
