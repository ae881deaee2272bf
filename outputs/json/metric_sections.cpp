// SPDX-License-Identifier: Apache-2.0
#include "outputs/common/numbers.hpp"
#include "outputs/json/sections.hpp"

namespace loads::outputs {
namespace {

const char* kind_name(const loads_metric_total& metric) {
  switch (metric.kind) {
  case LOADS_COUNTER:
    return "counter";
  case LOADS_RATE:
    return "rate";
  case LOADS_GAUGE:
    return "gauge";
  case LOADS_TREND:
    return "trend";
  }
  return "unknown";
}

void figures(JsonWriter& json, const loads_metric_total& metric) {
  const auto member = [&](const char* key, double value) {
    json.member(key, metric_value(metric.unit, value));
  };
  const double mean = metric.count ? metric.sum / static_cast<double>(metric.count) : 0;
  json.member("count", metric.count);
  if (metric.kind == LOADS_COUNTER) {
    json.member("value", metric.value);
  } else if (metric.kind == LOADS_RATE) {
    json.member("passed", metric.passed);
  } else if (metric.kind == LOADS_GAUGE) {
    member("last", metric.last);
    member("min", metric.min);
    member("mean", mean);
    member("max", metric.max);
  } else if (metric.kind == LOADS_TREND) {
    member("min", metric.min);
    member("mean", mean);
    member("p50", metric.p50);
    member("p90", metric.p90);
    member("p95", metric.p95);
    member("p99", metric.p99);
    member("p999", metric.p999);
    member("max", metric.max);
  }
}

} // namespace

void own_figures_sections(JsonWriter& json, const Totals& totals) {
  json.array("checks", [&] {
    for (const loads_check_total& check : checks(totals))
      json.object([&] {
        json.member("name", view(check.name));
        json.member("passed", check.passed);
        json.member("failed", check.failed);
      });
  });
  json.array("metrics", [&] {
    for (const loads_metric_total& metric : metrics(totals))
      json.object([&] {
        json.member("name", view(metric.name));
        json.array("tags", [&] {
          for (const loads_tag& tag : tags(metric))
            json.object([&] {
              json.member("name", view(tag.name));
              json.member("value", view(tag.value));
            });
        });
        json.member("other", metric.rest != 0);
        json.member("kind", kind_name(metric));
        json.member("unit", metric_unit_name(metric.unit));
        figures(json, metric);
      });
  });
}

} // namespace loads::outputs
