// SPDX-License-Identifier: Apache-2.0
#include "outputs/json/summary.hpp"

#include "outputs/common/json_writer.hpp"
#include "outputs/common/lines.hpp"

#include <array>

namespace loads::outputs {
namespace {

constexpr std::array phase_names = {"name_lookup", "connect", "tls", "send", "first_byte", "receive"};

double per_second(std::uint64_t count, std::uint64_t elapsed_ns) {
  return elapsed_ns ? static_cast<double>(count) / seconds(elapsed_ns) : 0;
}

// `nanoseconds` as seconds, or null where there is nothing that it could be the figure of.
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
    seconds_or_null(json, "max", figures.max, any);
  });
}

void run_section(JsonWriter& json, const RunInfo& run, const Totals& totals) {
  json.object("run", [&] {
    json.member("id", run.id);
    json.member("test", run.test);
    json.member("users", run.users);
    json.member("hits", run.hits);
    seconds_or_null(json, "duration_seconds", run.duration_ns, run.duration_ns > 0);
    json.member("server_url", run.server_url);
    json.member("agents", run.agents);
    json.member("started_at", iso_time(run.started_unix_ns));
    json.member("elapsed_seconds", json_seconds(totals.elapsed_ns));
    json.member("peak_users", totals.peak_users);
  });
  json.array("trouble", [&] {
    for (const std::string_view sentence : lines(view(totals.trouble)))
      json.element(sentence);
  });
}

void total_section(JsonWriter& json, const Totals& totals) {
  json.object("iterations", [&] {
    json.member("success", totals.success);
    json.member("failures", totals.failures);
    json.member("errors", totals.errors);
    json.member("skipped", totals.skipped);
    json.member("stopped", totals.stopped);
  });
  std::uint64_t unanswered = 0;
  for (const loads_label_totals& label : labels(totals))
    unanswered += label.by_class[0];
  json.object("requests", [&] {
    json.member("hits", totals.hits);
    json.member("hits_per_second", per_second(totals.hits, totals.elapsed_ns));
    json.member("no_answer", unanswered);
    json.member("aborted", totals.aborted_hits);
    json.member("bytes_sent", totals.bytes_sent);
    json.member("bytes_received", totals.bytes_received);
    distribution(json, "latency_seconds", totals.latency);
  });
  json.object("web_sockets", [&] {
    json.member("opened", totals.sockets_opened);
    json.member("bytes_received", totals.socket_bytes_received);
  });
}

void label_section(JsonWriter& json, const Totals& totals) {
  json.array("labels", [&] {
    for (const loads_label_totals& label : labels(totals))
      json.object([&] {
        json.member("label", view(label.label));
        json.member("hits", label.hits);
        json.member("hits_per_second", per_second(label.hits, totals.elapsed_ns));
        json.member("no_answer", label.by_class[0]);
        for (std::size_t hundreds = 1; hundreds <= 5; ++hundreds)
          json.member("answers_" + std::to_string(hundreds) + "xx", label.by_class[hundreds]);
        json.member("bytes_sent", label.bytes_sent);
        json.member("bytes_received", label.bytes_received);
        distribution(json, "latency_seconds", label.latency);
        json.object("phases", [&] {
          for (std::size_t phase = 0; phase < phase_names.size(); ++phase)
            json.object(phase_names[phase], [&] {
              json.member("count", label.phase_count[phase]);
              json.member("sum_seconds", json_seconds(label.phase_sum[phase]));
            });
        });
      });
  });
  json.member("label_overflow_hits", totals.label_overflow);
  json.array("statuses", [&] {
    for (const loads_status_total& status : statuses(totals))
      if (status.status != 0)
        json.object([&] {
          json.member("status", status.status);
          json.member("count", status.count);
        });
  });
  json.array("no_answer_reasons", [&] {
    for (const loads_reason_total& reason : reasons(totals))
      json.object([&] {
        json.member("label", view(reason.label));
        json.member("reason", view(reason.reason));
        json.member("count", reason.count);
      });
  });
}

void test_section(JsonWriter& json, const Totals& totals) {
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

void own_figures_section(JsonWriter& json, const Totals& totals) {
  json.array("checks", [&] {
    for (const loads_check_total& check : checks(totals))
      json.object([&] {
        json.member("name", view(check.name));
        json.member("passed", check.passed);
        json.member("failed", check.failed);
      });
  });
  json.array("counters", [&] {
    for (const loads_counter_total& counter : counters(totals))
      json.object([&] {
        json.member("name", view(counter.name));
        json.member("value", counter.value);
      });
  });
}

void engine_section(JsonWriter& json, const Totals& totals) {
  json.array("engines", [&] {
    for (const loads_engine_totals& engine : engines(totals))
      json.object([&] {
        json.member("cpu_seconds", json_seconds(engine.cpu_ns));
        json.member("wall_seconds", json_seconds(engine.wall_ns));
        json.member("busiest_second_cpu_seconds", json_seconds(engine.busiest_second_cpu_ns));
      });
  });
}

} // namespace

std::string json_summary(const RunInfo& run, const Totals& totals, std::string_view loads_version) {
  JsonWriter json(JsonWriter::Layout::indented);
  json.object([&] {
    json.member("schema", "loads-summary");
    json.member("schema_version", summary_schema_version);
    json.member("loads_version", loads_version);
    run_section(json, run, totals);
    total_section(json, totals);
    label_section(json, totals);
    test_section(json, totals);
    own_figures_section(json, totals);
    engine_section(json, totals);
  });
  return json.text() + "\n";
}

} // namespace loads::outputs
