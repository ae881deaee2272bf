// SPDX-License-Identifier: Apache-2.0
#include "outputs/json/summary.hpp"

#include "outputs/common/agent_states.hpp"
#include "outputs/common/json_writer.hpp"
#include "outputs/common/lines.hpp"
#include "outputs/common/validity_names.hpp"
#include "outputs/json/sections.hpp"

namespace loads::outputs {
namespace {

void text_or_null(JsonWriter& json, const char* key, std::string_view text) {
  if (text.empty())
    json.member(key, nullptr);
  else
    json.member(key, text);
}

void run_section(JsonWriter& json, const RunInfo& run, const Totals& totals) {
  json.object("run", [&] {
    json.member("id", run.id);
    json.member("test", run.test);
    json.member("users", run.users);
    json.member("hits", run.hits);
    json.member("load", run.load);
    seconds_or_null(json, "duration_seconds", run.duration_ns, run.duration_ns > 0);
    json.member("server_url", run.server_url);
    json.member("agents", run.agents);
    json.member("insecure", run.insecure);
    text_or_null(json, "sandbox", run.sandbox);
    json.member("started_at", iso_time(run.started_unix_ns));
    json.member("elapsed_seconds", json_seconds(totals.elapsed_ns));
    json.object("warm_up", [&] {
      json.member("seconds", json_seconds(totals.from_ns));
      json.member("hits", totals.warm_up_hits);
      json.member("iterations", totals.warm_up_iterations);
    });
    json.member("peak_users", totals.peak_users);
    json.member("interrupted", totals.interrupted != 0);
  });
  json.array("trouble", [&] {
    for (const std::string_view sentence : lines(view(totals.trouble)))
      json.element(sentence);
  });
}

void iteration_section(JsonWriter& json, const Totals& totals) {
  json.object("iterations", [&] {
    json.member("success", totals.success);
    json.member("failures", totals.failures);
    json.member("errors", totals.errors);
    json.member("skipped", totals.skipped);
    json.member("stopped", totals.stopped);
    json.member("not_started", totals.not_started);
  });
}

// Whether the figures below can be trusted.
void validity_section(JsonWriter& json, const Totals& totals) {
  json.object("validity", [&] {
    json.member("state", validity_name(totals.validity));
    json.member("invalid_is_allowed", totals.allows_invalid != 0);
    json.array("findings", [&] {
      for (const loads_finding& finding : findings(totals))
        json.object([&] {
          json.member("state", validity_name(finding.validity));
          json.member("sentence", view(finding.sentence));
          text_or_null(json, "advice", view(finding.advice));
        });
    });
  });
}

const char* unit_name(loads_threshold_unit unit) {
  if (unit == LOADS_THRESHOLD_TIME)
    return "seconds";
  return unit == LOADS_THRESHOLD_SHARE ? "share" : "number";
}

const char* state_name(loads_threshold_state state) {
  if (state == LOADS_THRESHOLD_KEPT)
    return "kept";
  return state == LOADS_THRESHOLD_BROKEN ? "broken" : "unknown";
}

void threshold_section(JsonWriter& json, const Totals& totals) {
  json.array("thresholds", [&] {
    for (const loads_threshold_total& threshold : thresholds(totals))
      json.object([&] {
        json.member("threshold", view(threshold.threshold));
        json.member("state", state_name(threshold.state));
        text_or_null(json, "value", view(threshold.value));
        if (threshold.value.size > 0)
          json.member("number",
                      threshold.unit == LOADS_THRESHOLD_TIME ? threshold.number / 1e9 : threshold.number);
        else
          json.member("number", nullptr);
        json.member("unit", unit_name(threshold.unit));
        json.member("reason", view(threshold.reason));
        seconds_or_null(json, "broken_at_seconds", threshold.broken_at_ns, threshold.broken_at_ns > 0);
      });
  });
}

// Of a run on this machine: none.
void agent_section(JsonWriter& json, const Totals& totals) {
  const auto signed_seconds = [](std::int64_t nanoseconds) {
    const std::uint64_t size =
        nanoseconds < 0 ? -static_cast<std::uint64_t>(nanoseconds) : static_cast<std::uint64_t>(nanoseconds);
    return JsonNumber{(nanoseconds < 0 ? "-" : "") + exact_seconds(size)};
  };
  json.array("agents", [&] {
    for (const loads_agent_totals& agent : agents(totals))
      json.object([&] {
        const bool has_ended = agent.state == LOADS_AGENT_ENDED;
        json.member("name", view(agent.name));
        json.member("host", view(agent.host));
        json.member("state", agent_state_name(agent.state));
        json.member("hits", agent.hits);
        json.member("failed", agent.failed);
        json.member("until_seconds", json_seconds(agent.to_ns));
        if (has_ended)
          json.member("late_seconds", signed_seconds(agent.late_ns));
        else
          json.member("late_seconds", nullptr);
        seconds_or_null(json, "late_error_seconds", agent.late_error_ns, has_ended);
        text_or_null(json, "sandbox", view(agent.sandbox));
      });
  });
}

void generator_sections(JsonWriter& json, const Totals& totals) {
  json.array("engines", [&] {
    for (const loads_engine_totals& engine : engines(totals))
      json.object([&] {
        json.member("cpu_seconds", json_seconds(engine.cpu_ns));
        json.member("wall_seconds", json_seconds(engine.wall_ns));
        json.member("busiest_second_cpu_seconds", json_seconds(engine.busiest_second_cpu_ns));
      });
  });
  json.array("outputs", [&] {
    for (const loads_output_totals& output : output_totals(totals))
      json.object([&] {
        json.member("name", view(output.name));
        json.member("switched_off", output.state == LOADS_OUTPUT_SWITCHED_OFF);
        json.member("events_delivered", output.delivered);
        json.member("events_dropped", output.dropped);
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
    validity_section(json, totals);
    threshold_section(json, totals);
    iteration_section(json, totals);
    request_sections(json, totals);
    exemplar_sections(json, totals);
    socket_sections(json, totals);
    test_sections(json, totals);
    own_figures_sections(json, totals);
    agent_section(json, totals);
    generator_sections(json, totals);
  });
  return json.text() + "\n";
}

} // namespace loads::outputs
