// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/statistics.hpp"

#include "outputs/common/text.hpp"
#include "outputs/common/units.hpp"
#include "outputs/stdout/table.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace loads::outputs {
namespace {

constexpr std::size_t shown_rows = 40; // of a table; the most important come first

// What the figures of a closed model cannot say.
constexpr const char* closed_model_note =
    "  Users wait for an answer before they ask again: what a stall kept them from asking is not in here.\n"
    "  With --rate or --pace latency counts from when a request was due.\n";

std::string heading(const char* text, const Layout& layout) {
  return "\n" + layout.style.bold(text) + "\n";
}

std::uint64_t mean(std::uint64_t sum, std::uint64_t count) {
  return count ? sum / count : 0;
}

std::string time_or_dash(std::uint64_t nanoseconds, std::uint64_t count) {
  return count ? human_time(nanoseconds) : "-";
}

std::string more_rows(std::size_t rows, const char* what) {
  return rows <= shown_rows ? std::string()
                            : "  and " + std::to_string(rows - shown_rows) + " more " + what + "\n";
}

template <class Row>
std::span<const Row> first_rows(const Row* rows, std::size_t count) {
  return {rows, std::min(count, shown_rows)};
}

// "  failed: 12 x connection refused, ws://localhost/"
std::string reason_lines(const loads_reason_total* reasons, std::size_t count, const Layout& layout) {
  std::string lines;
  for (const loads_reason_total& reason : first_rows(reasons, count))
    lines += shortened("  failed: " + std::to_string(reason.count) + " x " + safe_line(view(reason.reason)) +
                           ", " + safe_line(view(reason.label)),
                       layout.width) +
             "\n";
  return lines + more_rows(count, "reasons");
}

} // namespace

std::string latency_section(const Totals& totals, const Layout& layout) {
  if (totals.latency.count == 0)
    return {};
  const bool has_clock = totals.service.count > 0; // something says when requests are due
  Table table({"", "min", "mean", "p50", "p90", "p95", "p99", "p99.9", "p99.99", "max"}, {"min", "p90"});
  const auto add = [&](const char* name, const loads_latency& times) {
    table.add({name, human_time(times.min), human_time(mean(times.sum, times.count)), human_time(times.p50),
               human_time(times.p90), human_time(times.p95), human_time(times.p99), human_time(times.p999),
               human_time(times.p9999), human_time(times.max)});
  };
  add(has_clock ? "since due" : "since sent", totals.latency);
  if (!has_clock)
    return heading("Latency of answers:", layout) + table.text(layout.width) + closed_model_note;
  add("since sent", totals.service);
  add("late start", totals.late);
  return heading("Latency of answers:", layout) + table.text(layout.width);
}

std::string label_section(const Totals& totals, const Layout& layout) {
  if (totals.label_count == 0)
    return {};
  const double seconds = static_cast<double>(totals.elapsed_ns - totals.from_ns) / 1e9;
  Table table(
      {"label", "hits", "hits/s", "ok", "p50", "p95", "p99", "p99.9", "p99.99", "max", "sent", "received"},
      {"received", "sent", "p50"});
  for (const loads_label_totals& label : first_rows(totals.labels, totals.label_count)) {
    const loads_latency& latency = label.latency;
    table.add({safe_line(view(label.label)), human_count(label.hits),
               human_rate(seconds > 0 ? static_cast<double>(label.hits) / seconds : 0),
               percent(label.by_class[2] + label.by_class[3], label.hits),
               time_or_dash(latency.p50, latency.count), time_or_dash(latency.p95, latency.count),
               time_or_dash(latency.p99, latency.count), time_or_dash(latency.p999, latency.count),
               time_or_dash(latency.p9999, latency.count), time_or_dash(latency.max, latency.count),
               human_bytes(label.bytes_sent), human_bytes(label.bytes_received)});
  }
  std::string section = heading("Statistics by request label:", layout);
  section += table.text(layout.width);
  section += more_rows(totals.label_count, "labels");
  if (totals.label_overflow)
    section += "  Too many labels: " + human_count(totals.label_overflow) +
               " hits are counted under __other__; give requests that belong together one label.\n";
  return section;
}

// "200: 1003, 503: 40, no answer: 17".
std::string status_section(const Totals& totals, const Layout& layout) {
  std::string line;
  const auto add = [&](const std::string& text, bool bad) {
    line += (line.empty() ? "" : ", ") + (bad ? layout.style.red(text) : text);
  };
  for (const loads_status_total& status : statuses(totals))
    if (status.status != 0)
      add(std::to_string(status.status) + ": " + std::to_string(status.count), status.status >= 500);
  std::uint64_t unanswered = 0;
  for (const loads_label_totals& label : labels(totals))
    unanswered += label.by_class[0];
  if (unanswered > 0)
    add("no answer: " + std::to_string(unanswered), true);
  if (line.empty())
    return {};
  return heading("Answers by status:", layout) + "  " + line + "; sent " + human_bytes(totals.bytes_sent) +
         ", received " + human_bytes(totals.bytes_received) + "\n";
}

std::string phase_section(const Totals& totals, const Layout& layout) {
  std::array<std::uint64_t, 6> sums{}, counts{};
  for (const loads_label_totals& label : labels(totals))
    for (std::size_t phase = 0; phase < sums.size(); ++phase) {
      sums[phase] += label.phase_sum[phase];
      counts[phase] += label.phase_count[phase];
    }
  if (std::all_of(counts.begin(), counts.end(), [](std::uint64_t count) { return count == 0; }))
    return {};
  Table table({"", "lookup", "connect", "TLS", "send", "first byte", "receive"});
  std::vector<std::string> means{"mean"}, requests{"requests"};
  for (std::size_t phase = 0; phase < sums.size(); ++phase) {
    means.push_back(time_or_dash(mean(sums[phase], counts[phase]), counts[phase]));
    requests.push_back(human_count(counts[phase]));
  }
  table.add(std::move(means));
  table.add(std::move(requests));
  return heading("Phases of a request:", layout) + table.text(layout.width);
}

std::string socket_section(const Totals& totals, const Layout& layout) {
  if (totals.socket_count == 0)
    return {};
  Table table({"label", "opened", "failed", "sent", "received", "trip p50", "p95", "p99", "handshake p95",
               "bytes sent", "bytes received"});
  for (const loads_socket_totals& socket : first_rows(totals.sockets, totals.socket_count)) {
    const loads_latency &trip = socket.round_trip, &handshake = socket.handshake;
    table.add({safe_line(view(socket.label)), human_count(socket.opened), human_count(socket.failures),
               human_count(socket.messages_sent), human_count(socket.messages_received),
               time_or_dash(trip.p50, trip.count), time_or_dash(trip.p95, trip.count),
               time_or_dash(trip.p99, trip.count), time_or_dash(handshake.p95, handshake.count),
               human_bytes(socket.bytes_sent), human_bytes(socket.bytes_received)});
  }
  return heading("Web sockets:", layout) + table.text(layout.width) +
         more_rows(totals.socket_count, "labels") +
         reason_lines(totals.socket_reasons, totals.socket_reason_count, layout);
}

std::string test_section(const Totals& totals, const Layout& layout) {
  if (totals.test_count < 2)
    return {};
  Table table({"test", "success", "failures", "errors", "skipped", "stopped", "mean", "p50", "p95", "p99",
               "p99.9", "p99.99", "max"},
              {"p50", "p99"});
  for (const loads_test_totals& test : first_rows(totals.tests, totals.test_count)) {
    const loads_latency& duration = test.duration;
    table.add({safe_line(view(test.test)), human_count(test.success), human_count(test.failures),
               human_count(test.errors), human_count(test.skipped), human_count(test.stopped),
               time_or_dash(mean(duration.sum, duration.count), duration.count),
               time_or_dash(duration.p50, duration.count), time_or_dash(duration.p95, duration.count),
               time_or_dash(duration.p99, duration.count), time_or_dash(duration.p999, duration.count),
               time_or_dash(duration.p9999, duration.count), time_or_dash(duration.max, duration.count)});
  }
  return heading("Statistics by test:", layout) + table.text(layout.width) +
         more_rows(totals.test_count, "tests");
}

std::string check_section(const Totals& totals, const Layout& layout) {
  if (totals.check_count == 0)
    return {};
  Table table({"check", "passed", "failed", "rate"});
  for (const loads_check_total& check : first_rows(totals.checks, totals.check_count))
    table.add({safe_line(view(check.name)), human_count(check.passed), human_count(check.failed),
               percent(check.passed, check.passed + check.failed)});
  return heading("Checks:", layout) + table.text(layout.width) + more_rows(totals.check_count, "checks");
}

} // namespace loads::outputs
