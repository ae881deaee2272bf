// SPDX-License-Identifier: Apache-2.0
#include "outputs/json/sections.hpp"

namespace loads::outputs {

void test_sections(JsonWriter& json, const Totals& totals) {
  json.array("tests", [&] {
    for (const loads_test_totals& test : tests(totals))
      json.object([&] {
        json.member("test", view(test.test));
        json.member("success", test.success);
        json.member("failures", test.failures);
        json.member("errors", test.errors);
        json.member("skipped", test.skipped);
        json.member("stopped", test.stopped);
        distribution(json, "duration_seconds", test.duration);
        distribution(json, "late_seconds", test.late);
        json.member("hits", test.hits);
        json.member("no_answer", test.by_class[0]);
        for (std::size_t hundreds = 1; hundreds <= 5; ++hundreds)
          json.member("answers_" + std::to_string(hundreds) + "xx", test.by_class[hundreds]);
        distribution(json, "latency_seconds", test.latency);
        class_array(json, test.class_latency);
      });
  });
  json.array("failures", [&] {
    for (const loads_failure_group& group : failure_groups(totals))
      json.object([&] {
        json.member("test", view(group.test));
        json.member("outcome", group.outcome == LOADS_ERROR ? "error" : "failure");
        json.member("soft", group.soft != 0);
        json.member("message", view(group.message));
        json.member("file", view(group.file));
        json.member("line", group.line);
        json.member("count", group.count);
        json.member("first_seconds", json_seconds(group.first_ns));
        json.member("last_seconds", json_seconds(group.last_ns));
      });
  });
}

} // namespace loads::outputs
