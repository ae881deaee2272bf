// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/metric_directory.hpp"

#include "core/metrics/fitted.hpp"
#include "core/metrics/tags.hpp"

#include <algorithm>
#include <array>

namespace loads::metrics {
namespace {

std::uint64_t hash_series(std::string_view name, std::string_view tags) {
  return hash_text(tags, hash_text(name));
}

std::string kind_name(loads_metric_kind kind) {
  constexpr std::array<const char*, metric_kind_count> names{"a counter", "a rate", "a gauge", "a trend"};
  return names[static_cast<std::size_t>(kind) % metric_kind_count];
}

std::string unit_name(loads_metric_unit unit) {
  return unit == LOADS_UNIT_TIME ? "times" : unit == LOADS_UNIT_BYTES ? "bytes" : "plain numbers";
}

loads_metric_kind entry_kind(const MetricName& entry) {
  return static_cast<loads_metric_kind>(entry.kind.get());
}
loads_metric_unit unit_of(const MetricName& entry) {
  return static_cast<loads_metric_unit>(entry.unit.get());
}

} // namespace

MetricDirectory::MetricDirectory(SlabHeader& header) : header_(header), counts_(max_metric_series) {
  const std::size_t there = std::min<std::uint64_t>(header_.metric_count.get_published(), max_metric_series);
  for (std::uint32_t index = 0; index < there; ++index)
    take_in(index);
  for (std::size_t kind = there; kind < metric_kind_count; ++kind)
    make({static_cast<loads_metric_kind>(kind), LOADS_UNIT_NUMBER, {}, other_name});
}

// Counts an entry that is in the slab.
void MetricDirectory::take_in(std::uint32_t index) {
  if (index < metric_kind_count) // its name is not unique
    return;
  const MetricName& entry = header_.metrics[index];
  const std::string_view tags = entry.tags.view();
  index_.insert(hash_series(entry.name.view(), tags), index);
  if (tags.empty()) {
    ++metrics_;
  } else if (const std::uint32_t metric = find(entry.name.view(), {}); metric == none) {
    return;
  } else if (tags == other_name) {
    counts_[metric].rest = index;
  } else {
    ++tagged_;
    ++counts_[metric].tagged;
  }
}

std::uint32_t MetricDirectory::find(std::string_view name, std::string_view tags) const {
  return index_.find(hash_series(name, tags), [&](std::uint32_t index) {
    return header_.metrics[index].name.view() == name && header_.metrics[index].tags.view() == tags;
  });
}

// There is room for what the limits of declare() and tagged() let through.
std::uint32_t MetricDirectory::make(const SeriesName& wanted) {
  const auto index = static_cast<std::uint32_t>(header_.metric_count.get());
  MetricName& entry = header_.metrics[index];
  entry.kind.set(static_cast<std::uint64_t>(wanted.kind));
  entry.unit.set(static_cast<std::uint64_t>(wanted.unit == any_unit ? LOADS_UNIT_NUMBER : wanted.unit));
  entry.name.set(wanted.name);
  entry.tags.set(wanted.tags);
  header_.metric_count.publish(index + 1);
  take_in(index);
  return index;
}

std::uint32_t MetricDirectory::tagged(std::uint32_t metric, const SeriesName& wanted) {
  if (const std::uint32_t found = find(wanted.name, wanted.tags); found != none)
    return found;
  Counts& counts = counts_[metric];
  if (tagged_ < max_tagged && counts.tagged < max_tagged_of_one)
    return make(wanted);
  return counts.rest != none ? counts.rest : make({wanted.kind, wanted.unit, wanted.name, other_name});
}

base::Result<std::uint32_t> MetricDirectory::declare(const SeriesName& wanted) {
  const Fitted<name_bytes> name(wanted.name);
  const Fitted<tags_bytes> tags(wanted.tags);
  SeriesName series{wanted.kind, wanted.unit, name, {}};
  const std::lock_guard lock(mutex_);
  std::uint32_t metric = find(name, {});
  if (metric == none) {
    if (metrics_ >= max_metrics)
      return series_number(static_cast<std::size_t>(wanted.kind), wanted.kind);
    metric = make(series);
  }
  const MetricName& entry = header_.metrics[metric];
  const auto clash = [&](const std::string& one, const std::string& other) {
    return base::usage_error("metric \"" + std::string(series.name) + "\" is declared as " + one +
                             " and as " + other + "; give one of them another name");
  };
  if (entry_kind(entry) != wanted.kind)
    return clash(kind_name(entry_kind(entry)), kind_name(wanted.kind));
  if (wanted.unit != any_unit && unit_of(entry) != wanted.unit)
    return clash(kind_name(wanted.kind) + " of " + unit_name(unit_of(entry)),
                 kind_name(wanted.kind) + " of " + unit_name(wanted.unit));
  series.unit = unit_of(entry);
  series.tags = tags;
  return series_number(series.tags.empty() ? metric : tagged(metric, series), wanted.kind);
}

bool MetricDirectory::is(std::uint32_t series, const SeriesName& name) const {
  const MetricName& entry = header_.metrics[index_of(series)];
  return kind_of(series) == name.kind && (name.unit == any_unit || name.unit == unit_of(entry)) &&
         entry.name.view() == name.name && entry.tags.view() == name.tags;
}

SeriesText MetricDirectory::text_of(std::uint32_t series) const {
  const std::size_t index = index_of(series);
  if (index >= std::min<std::uint64_t>(header_.metric_count.get_published(), max_metric_series))
    return {"number " + std::to_string(series), {}, LOADS_UNIT_NUMBER};
  const MetricName& entry = header_.metrics[index];
  SeriesText text{entry.name.copy(), entry.tags.copy(), unit_of(entry)};
  std::replace(text.tags.begin(), text.tags.end(), '\n', ',');
  return text;
}

std::string MetricDirectory::describe(std::uint32_t series) const {
  const SeriesText text = text_of(series);
  return text.tags.empty() ? text.name : text.name + "{" + text.tags + "}";
}

} // namespace loads::metrics
