// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/summary.hpp"

#include "outputs/common/lines.hpp"
#include "outputs/common/text.hpp"
#include "outputs/common/units.hpp"

#include <cmath>
#include <cstdlib>

namespace loads::outputs {
namespace {

// Enough decimals that the rate can be checked against the printed duration.
std::string printed_duration(std::uint64_t elapsed_ns) {
  const double seconds = static_cast<double>(elapsed_ns) / 1e9;
  return decimal(seconds, seconds >= 1 ? 2 : seconds >= 0.01 ? 3 : 6);
}

// What a reader gets who divides the two printed figures. Readers of reports expect a whole number.
std::uint64_t average_rate(std::uint64_t hits, const std::string& duration) {
  const double seconds = std::strtod(duration.c_str(), nullptr);
  return seconds > 0 ? static_cast<std::uint64_t>(std::llround(static_cast<double>(hits) / seconds)) : 0;
}

// "2030-01-02 03:04:05.123456"
std::string utc_time(std::uint64_t unix_ns) {
  std::string text = iso_time(unix_ns);
  text[text.find('T')] = ' ';
  text.pop_back();
  return text;
}

// Seconds with three digits that mean something: "0.00123s".
std::string average_request_time(const loads_latency& latency) {
  if (latency.count == 0)
    return "0.00s";
  const double seconds = static_cast<double>(latency.sum) / static_cast<double>(latency.count) / 1e9;
  if (seconds >= 1 || seconds <= 0)
    return decimal(seconds, 2) + "s";
  const int zeros = static_cast<int>(-std::floor(std::log10(seconds))) - 1;
  return decimal(seconds, zeros + 3) + "s";
}

std::string line(const char* label, const std::string& value) {
  return std::string(label) + ": " + value + "\n";
}

std::string line(const char* label, std::uint64_t value) {
  return line(label, std::to_string(value));
}

std::string line_unless_zero(const char* label, std::uint64_t value) {
  return value ? line(label, value) : std::string();
}

// "Test: example.TestWebSite.test_es, 10:20 users, 20 hits each"
std::string test_line(const RunInfo& run) {
  if (run.test.empty())
    return {};
  std::string text = safe_line(run.test);
  if (!run.users.empty())
    text += (run.load.empty() ? ", " : ", at most ") + safe_line(run.users) +
            (run.users == "1" ? " user" : " users");
  if (run.agents)
    text += (run.users.empty() ? ", on " : " on ") + std::to_string(run.agents) +
            (run.agents == 1 ? " agent" : " agents");
  if (!run.hits.empty())
    text += ", " + safe_line(run.hits) + (run.hits == "1" ? " hit each" : " hits each");
  else if (run.duration_ns && run.load.empty())
    text += ", for " + human_time(run.duration_ns);
  if (!run.load.empty())
    text += "; " + safe_line(run.load) +
            (run.duration_ns ? "; for " + human_time(run.duration_ns) + " in all" : "");
  return line("Test", text);
}

std::string warm_up(const Totals& totals, const Style& style) {
  if (totals.from_ns == 0 && totals.warm_up_hits + totals.warm_up_iterations == 0)
    return {};
  const std::string left_out =
      std::to_string(totals.warm_up_hits) + (totals.warm_up_hits == 1 ? " hit" : " hits") + " and " +
      std::to_string(totals.warm_up_iterations) +
      (totals.warm_up_iterations == 1 ? " iteration" : " iterations") + " that are in no other figure";
  if (totals.from_ns > 0)
    return line("Warm-up", printed_duration(totals.from_ns) + " seconds before that, " + left_out);
  return style.red("Warm-up: it was not over when the run ended, " + left_out) + "\n";
}

std::string not_started(std::uint64_t count, const Style& style) {
  if (count == 0)
    return {};
  std::string text =
      line("Not started", std::to_string(count) + (count == 1 ? " iteration was" : " iterations were") +
                              " due, and no user was free; give more --users, or less load");
  text.pop_back();
  return style.red(text) + "\n";
}

std::string red_unless_zero(const char* label, std::uint64_t value, const Style& style) {
  const std::string text = std::string(label) + ": " + std::to_string(value);
  return (value ? style.red(text) : text) + "\n";
}

// "Dropped events: 120 of 5000, output file"
std::string dropped_events(const Totals& totals, const Style& style) {
  std::string text;
  for (const loads_output_totals& output : output_totals(totals))
    if (output.dropped > 0) {
      const std::uint64_t all = output.dropped + output.delivered + output.waiting;
      std::string one = line("Dropped events", std::to_string(output.dropped) + " of " + std::to_string(all) +
                                                   ", output " + safe_line(view(output.name)));
      one.pop_back();
      text += style.red(one) + "\n";
    }
  return text;
}

} // namespace

std::string trouble_section(const Totals& totals, const Layout& layout) {
  std::string section;
  for (const std::string_view sentence : lines(view(totals.trouble)))
    section += layout.style.red("Trouble: " + safe_line(sentence)) + "\n";
  if (totals.interrupted)
    section +=
        layout.style.yellow("The run was ended early: the figures are those of the part until then.") + "\n";
  return section;
}

std::string summary_section(const RunInfo& run, const Totals& totals, const Layout& layout) {
  const std::string duration = printed_duration(totals.elapsed_ns - totals.from_ns);
  std::string section = test_line(run);
  if (run.insecure)
    section +=
        layout.style.red("INSECURE: the broker has no keys; anybody may have taken part in this run") + "\n";
  section += line("Duration", duration + " seconds");
  section += warm_up(totals, layout.style);
  section += line("Hits", totals.hits);
  section += line("Started", utc_time(run.started_unix_ns));
  section += line("Approximate Average RPS", average_rate(totals.hits, duration));
  section += line("Average request time", average_request_time(totals.latency));
  section += line("Opened web sockets", totals.sockets_opened);
  section += line("Bytes received via web sockets", totals.socket_bytes_received);
  section += "\n";
  section += line("Success", totals.success);
  section += red_unless_zero("Errors", totals.errors, layout.style);
  section += red_unless_zero("Failures", totals.failures, layout.style);
  section += line_unless_zero("Skipped", totals.skipped);
  section += line_unless_zero("Stopped", totals.stopped);
  section += line_unless_zero("Aborted hits", totals.aborted_hits);
  section += not_started(totals.not_started, layout.style);
  section += dropped_events(totals, layout.style);
  return section;
}

} // namespace loads::outputs
