// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/metrics/slab_layout.hpp"
#include "core/metrics/text_index.hpp"

#include <loads/abi/metric.h>

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace loads::metrics {

// A series by its number, which holds its place in the slab and its kind.
constexpr std::uint32_t series_number(std::size_t index, loads_metric_kind kind) {
  return static_cast<std::uint32_t>(index * metric_kind_count) + static_cast<std::uint32_t>(kind);
}
constexpr std::size_t index_of(std::uint32_t series) {
  return series / metric_kind_count;
}
constexpr loads_metric_kind kind_of(std::uint32_t series) {
  return static_cast<loads_metric_kind>(series % metric_kind_count);
}

// What a series is called.
struct SeriesName {
  loads_metric_kind kind;
  loads_metric_unit unit; // any_unit: that of the metric, if there is one
  std::string_view name;
  std::string_view tags; // see tags.hpp
};
inline constexpr loads_metric_unit any_unit = -1;

// The words of a series that exists. Tags as "region=eu,size=big".
struct SeriesText {
  std::string name, tags;
  loads_metric_unit unit;
};

// Gives series of metrics their place in the slab. Any thread; one in each process that has the slab, and
// only one of these processes declares.
class MetricDirectory {
public:
  explicit MetricDirectory(SlabHeader& header);
  MetricDirectory(const MetricDirectory&) = delete;
  MetricDirectory& operator=(const MetricDirectory&) = delete;

  // The number of the series, old or new; without room, of the one that stands for the rest. An error: the
  // metric has another kind or unit.
  base::Result<std::uint32_t> declare(const SeriesName& wanted);
  // Whether the series is that one. It must exist.
  bool is(std::uint32_t series, const SeriesName& name) const;
  // Of a number that declare() did not give, the name says just that.
  SeriesText text_of(std::uint32_t series) const;
  // "checkout_time{region=eu}", for messages.
  std::string describe(std::uint32_t series) const;

private:
  static constexpr std::uint32_t none = TextIndex::none;

  std::uint32_t find(std::string_view name, std::string_view tags) const;
  std::uint32_t make(const SeriesName& wanted);
  std::uint32_t tagged(std::uint32_t metric, const SeriesName& wanted);
  void take_in(std::uint32_t index);

  // Of a metric, at the index of its series without tags.
  struct Counts {
    std::uint32_t tagged = 0;
    std::uint32_t rest = none; // the series for the tags that found no room
  };

  SlabHeader& header_;
  mutable std::mutex mutex_;
  TextIndex index_{max_metric_series};
  std::vector<Counts> counts_;
  std::size_t metrics_ = 0, tagged_ = 0;
};

} // namespace loads::metrics
