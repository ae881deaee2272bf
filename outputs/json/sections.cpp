// SPDX-License-Identifier: Apache-2.0
#include "outputs/json/sections.hpp"

namespace loads::outputs {

double per_second(std::uint64_t count, std::uint64_t elapsed_ns) {
  return elapsed_ns ? static_cast<double>(count) / seconds(elapsed_ns) : 0;
}

void seconds_or_null(JsonWriter& json, const char* key, std::uint64_t nanoseconds, bool is_known) {
  if (is_known)
    json.member(key, json_seconds(nanoseconds));
  else
    json.member(key, nullptr);
}

void distribution(JsonWriter& json, const char* key, const loads_latency& figures) {
  const bool any = figures.count > 0;
  json.object(key, [&] {
    json.member("count", figures.count);
    seconds_or_null(json, "min", figures.min, any);
    seconds_or_null(json, "mean", any ? figures.sum / figures.count : 0, any);
    seconds_or_null(json, "p50", figures.p50, any);
    seconds_or_null(json, "p90", figures.p90, any);
    seconds_or_null(json, "p95", figures.p95, any);
    seconds_or_null(json, "p99", figures.p99, any);
    seconds_or_null(json, "p999", figures.p999, any);
    seconds_or_null(json, "p9999", figures.p9999, any);
    seconds_or_null(json, "max", figures.max, any);
  });
}

void class_array(JsonWriter& json, const loads_latency (&latency)[6]) {
  json.array("classes", [&] {
    for (std::size_t hundreds = 1; hundreds <= 5; ++hundreds)
      if (latency[hundreds].count > 0)
        json.object([&] {
          json.member("class", std::to_string(hundreds) + "xx");
          distribution(json, "latency_seconds", latency[hundreds]);
        });
  });
}

} // namespace loads::outputs
