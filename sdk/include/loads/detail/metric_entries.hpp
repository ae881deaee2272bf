// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/abi/metric.h>
#include <loads/detail/strings.hpp>
#include <loads/text.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(hidden)
namespace loads::detail {

[[gnu::cold]] inline loads_status declare_metric(const loads_ext_metric& table, loads_metric_kind kind,
                                                 loads_metric_unit unit, std::string_view name,
                                                 const Fields& tags, std::uint32_t& series) {
  std::vector<loads_tag> raw;
  raw.reserve(tags.size());
  for (const Field& tag : tags)
    raw.push_back({to_abi(tag.name.view()), to_abi(tag.value.view())});
  const loads_metric metric = {sizeof metric, kind, unit, 0, to_abi(name), raw.data(), raw.size()};
  return table.declare(&metric, &series);
}

// A series that a static object stands for, for when the module starts. Lives as long as the module.
struct MetricEntry {
  loads_metric_kind kind;
  loads_metric_unit unit;
  std::string name;
  Fields tags; // own their text
  std::uint32_t* series;
  MetricEntry* next;
};

inline MetricEntry* metric_entries = nullptr;

// False if the host refuses one of them; it says why.
[[gnu::cold]] inline bool declare_entries(const loads_ext_metric& table) {
  bool good = true;
  for (const MetricEntry* it = metric_entries; it; it = it->next)
    good &= declare_metric(table, it->kind, it->unit, it->name, it->tags, *it->series) == LOADS_OK;
  return good;
}

} // namespace loads::detail
#pragma GCC visibility pop
