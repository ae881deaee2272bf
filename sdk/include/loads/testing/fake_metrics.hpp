// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/testing/fake_host.hpp>

#include <algorithm>

#pragma GCC visibility push(hidden)
namespace loads::testing {

inline FakeHost* current_host = nullptr; // for tables without a user to find the host by

// The functions behind the table of metrics of a FakeHost.
struct FakeMetrics {
  struct Series {
    std::string name; // with tags, "items{region=eu}"
    loads_metric_kind kind;
    loads_metric_unit unit;
    bool operator==(const Series&) const = default;
  };

  // All that were ever declared: the numbers are good for later hosts, too.
  static std::vector<Series>& all() {
    static std::vector<Series> series;
    return series;
  }

  static void add(FakeHost& host, const Series& series, double value) {
    if (series.kind == LOADS_COUNTER)
      host.counters[series.name] += static_cast<std::int64_t>(value);
    MetricValues& metric = host.metrics[series.name];
    metric.kind = series.kind;
    metric.unit = series.unit;
    metric.values.push_back(value);
  }

  static std::string tags_of(const loads_metric& metric) {
    std::vector<std::string> tags;
    for (std::size_t i = 0; i < metric.tag_count; ++i)
      tags.push_back(std::string(detail::from_abi(metric.tags[i].name)) + "=" +
                     std::string(detail::from_abi(metric.tags[i].value)));
    std::sort(tags.begin(), tags.end());
    std::string text;
    for (const std::string& tag : tags)
      text += (text.empty() ? "{" : ",") + tag;
    return text.empty() ? text : text + "}";
  }

  // The number of a series of that kind and unit; refused if one of that name has others.
  static loads_status number_of(const Series& wanted, std::uint32_t* number) {
    for (std::size_t i = 0; i < all().size(); ++i)
      if (all()[i].name == wanted.name) {
        *number = static_cast<std::uint32_t>(i);
        return all()[i] == wanted ? LOADS_OK : LOADS_E_INVALID;
      }
    all().push_back(wanted);
    *number = static_cast<std::uint32_t>(all().size() - 1);
    return LOADS_OK;
  }

  static loads_status declare(const loads_metric* metric, std::uint32_t* series) {
    const std::string name(detail::from_abi(metric->name));
    loads_status status =
        name.empty() ? LOADS_E_INVALID : number_of({name, metric->kind, metric->unit}, series);
    if (status == LOADS_OK && metric->tag_count > 0)
      status = number_of({name + tags_of(*metric), metric->kind, metric->unit}, series);
    if (status != LOADS_OK && current_host)
      current_host->problem_ = ": metric \"" + name + "\" has no name, or exists with another kind or unit";
    return status;
  }

  static void record(loads_vu*, std::uint32_t series, double value) {
    if (current_host && series < all().size())
      add(*current_host, all()[series], value);
  }
};

inline constexpr loads_ext_metric metric_table = {sizeof(loads_ext_metric), 0, FakeMetrics::declare,
                                                  FakeMetrics::record};

} // namespace loads::testing
#pragma GCC visibility pop
