// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/metrics.hpp"

#include "outputs/common/text.hpp"
#include "outputs/common/units.hpp"
#include "outputs/stdout/table.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace loads::outputs {
namespace {

constexpr std::size_t shown_rows = 40; // lines, and rows of trends; what stands for the rest is always shown

// "items {region=eu, shard=3}"
std::string title(const loads_metric_total& metric) {
  if (metric.rest && metric.name.size == 0) {
    constexpr std::array<const char*, 4> kinds{"counters", "rates", "gauges", "trends"};
    return std::string("(other ") + kinds[static_cast<std::size_t>(metric.kind) % kinds.size()] + ")";
  }
  std::string text = safe_line(view(metric.name));
  if (metric.rest)
    return text + " {other tags}";
  std::string listed;
  for (const loads_tag& tag : tags(metric))
    listed += (listed.empty() ? " {" : ", ") + safe_line(view(tag.name)) + "=" + safe_line(view(tag.value));
  return listed.empty() ? text : text + listed + "}";
}

std::string value_text(double value, const loads_metric_total& metric) {
  if (metric.unit != LOADS_UNIT_TIME && metric.unit != LOADS_UNIT_BYTES)
    return human_number(value);
  const auto whole = static_cast<std::uint64_t>(std::clamp(std::abs(value), 0.0, 0x1p62));
  return (value < 0 ? "-" : "") + (metric.unit == LOADS_UNIT_TIME ? human_time(whole) : human_bytes(whole));
}

std::string mean_text(const loads_metric_total& metric) {
  return value_text(metric.count ? metric.sum / static_cast<double>(metric.count) : 0, metric);
}

// What a metric that takes one line says.
std::string line(const loads_metric_total& metric) {
  if (metric.kind == LOADS_RATE)
    return percent(metric.passed, metric.count) + " (" + std::to_string(metric.passed) + " of " +
           std::to_string(metric.count) + ")";
  if (metric.kind == LOADS_GAUGE)
    return value_text(metric.last, metric) + " (min " + value_text(metric.min, metric) + ", mean " +
           mean_text(metric) + ", max " + value_text(metric.max, metric) + ")";
  const bool bytes = metric.unit == LOADS_UNIT_BYTES;
  return std::to_string(metric.value) +
         (bytes ? " (" + value_text(static_cast<double>(metric.value), metric) + ")" : "");
}

std::string more_than(std::size_t rows, const char* what) {
  return rows <= shown_rows ? std::string()
                            : "  and " + std::to_string(rows - shown_rows) + " more " + what + "\n";
}

std::string lines(const Totals& totals) {
  std::string text;
  std::size_t shown = 0;
  for (const loads_metric_total& metric : metrics(totals)) {
    if (metric.kind != LOADS_COUNTER && metric.kind != LOADS_RATE && metric.kind != LOADS_GAUGE)
      continue;
    if (!metric.rest && ++shown > shown_rows)
      continue;
    text += "- " + title(metric) + " : " + line(metric) + "\n";
  }
  return text + more_than(shown, "series");
}

std::string trends(const Totals& totals, const Layout& layout) {
  Table table({"trend", "count", "mean", "p50", "p95", "p99", "max", "min", "p90", "p99.9"});
  std::size_t rows = 0;
  bool any = false;
  for (const loads_metric_total& metric : metrics(totals)) {
    if (metric.kind != LOADS_TREND || (!metric.rest && ++rows > shown_rows))
      continue;
    any = true;
    const auto text = [&](double value) { return value_text(value, metric); };
    table.add({title(metric), human_count(metric.count), mean_text(metric), text(metric.p50),
               text(metric.p95), text(metric.p99), text(metric.max), text(metric.min), text(metric.p90),
               text(metric.p999)});
  }
  return any ? table.text(layout.width) + more_than(rows, "trends") : std::string();
}

// What to do where not all had room.
std::string advice(const Totals& totals) {
  std::string text;
  for (const loads_metric_total& metric : metrics(totals)) {
    if (!metric.rest)
      continue;
    text += "  " + title(metric) + " stands for " + human_count(metric.count) + " values: ";
    text +=
        metric.name.size == 0
            ? "there are too many metrics. Use one metric with tags instead of many names.\n"
            : "too many combinations of tags. Tag with what has few values, a region, not a user's number.\n";
  }
  return text;
}

} // namespace

std::string metric_section(const Totals& totals, const Layout& layout) {
  if (totals.metric_count == 0)
    return {};
  return "\n" + layout.style.bold("Custom metrics:") + "\n" + lines(totals) + trends(totals, layout) +
         advice(totals);
}

} // namespace loads::outputs
