// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/requests.hpp"

#include "outputs/common/text.hpp"
#include "outputs/common/units.hpp"
#include "outputs/stdout/failures.hpp"
#include "outputs/stdout/table.hpp"

#include <algorithm>
#include <string_view>

namespace loads::outputs {
namespace {

constexpr std::size_t shown_tests = 10;
constexpr std::size_t shown_errors = 10;
constexpr std::size_t shown_examples = 3;
constexpr std::size_t shown_body_lines = 3;
constexpr std::size_t shown_slowest = 5;
constexpr std::size_t longest_line = 1600; // in bytes, of an example, before it is cut to the width

void add_classes(Table& table, const std::string& prefix, const loads_latency (&classes)[6]) {
  for (std::size_t hundreds = 1; hundreds <= 5; ++hundreds)
    if (const loads_latency& times = classes[hundreds]; times.count > 0)
      table.add({prefix + std::to_string(hundreds) + "xx", human_count(times.count),
                 human_time(times.sum / times.count), human_time(times.p50), human_time(times.p90),
                 human_time(times.p95), human_time(times.p99), human_time(times.p999),
                 human_time(times.p9999), human_time(times.max)});
}

std::string_view first_line(std::string_view text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

// "503: 40 x http://localhost/ (from 1.20s to 3.40s)", "no answer: 3 x connection refused, http://localhost/
// (after 1.20s)".
std::string error_line(const loads_request_error& error) {
  const std::string what = error.status > 0 ? std::to_string(error.status) : "no answer";
  const std::string reason = error.status > 0 ? "" : safe_line(view(error.reason)) + ", ";
  return what + ": " + std::to_string(error.count) + " x " + reason + safe_line(view(error.label)) + " (" +
         time_span(error.count, error.first_ns, error.last_ns) + ")";
}

// Request line, status line, and how the body begins.
std::string example_lines(const loads_example& example, const Layout& layout) {
  std::string lines;
  const auto add = [&](const char* mark, std::string_view line) {
    lines += "      " + shortened(mark + safe_line(line.substr(0, longest_line)), layout.width - 6) + "\n";
  };
  add("> ", first_line(view(example.request_head)));
  if (example.response_head.size > 0)
    add("< ", first_line(view(example.response_head)));
  std::string_view body = view(example.response_body);
  for (std::size_t shown = 0; shown < shown_body_lines && !body.empty();) {
    const std::string_view line = first_line(body);
    body.remove_prefix(std::min(line.size() + 1, body.size()));
    if (line.empty())
      continue;
    add("  ", line);
    ++shown;
  }
  return lines;
}

} // namespace

std::string class_section(const Totals& totals, const Layout& layout) {
  if (std::count_if(totals.class_latency, totals.class_latency + 6,
                    [](const loads_latency& times) { return times.count > 0; }) < 2)
    return {};
  Table table({"class", "answers", "mean", "p50", "p90", "p95", "p99", "p99.9", "p99.99", "max"}, {"p90"});
  add_classes(table, {}, totals.class_latency);
  if (totals.test_count > 1)
    for (std::size_t at = 0; at < std::min(totals.test_count, shown_tests); ++at)
      add_classes(table, safe_line(view(totals.tests[at].test)) + " ", totals.tests[at].class_latency);
  return "\n" + layout.style.bold("Latency by class of status:") + "\n" + table.text(layout.width);
}

std::string error_section(const Totals& totals, const Layout& layout) {
  if (totals.request_error_count == 0)
    return {};
  std::string text = "\n" + layout.style.bold("Failed requests:") + "\n";
  std::size_t examples = 0;
  for (std::size_t at = 0; at < std::min(totals.request_error_count, shown_errors); ++at) {
    const loads_request_error& error = totals.request_errors[at];
    text += "  " + shortened(error_line(error), layout.width - 2) + "\n";
    if (error.example && examples++ < shown_examples)
      text += example_lines(*error.example, layout);
  }
  if (totals.request_error_count > shown_errors)
    text += "  and " + std::to_string(totals.request_error_count - shown_errors) + " more kinds\n";
  return text;
}

std::string slow_section(const Totals& totals, const Layout& layout) {
  if (totals.slowest_count == 0)
    return {};
  Table table({"request", "latency", "since sent", "first byte", "status", "sent at", "user"});
  for (std::size_t at = 0; at < std::min(totals.slowest_count, shown_slowest); ++at) {
    const loads_slow_request& slow = totals.slowest[at];
    table.add({safe_line(view(slow.method)) + " " + safe_line(view(slow.url)), human_time(slow.latency_ns),
               human_time(slow.service_ns), slow.phase_ns[4] > 0 ? human_time(slow.phase_ns[4]) : "-",
               std::to_string(slow.status), human_time(slow.at_ns), std::to_string(slow.user)});
  }
  return "\n" + layout.style.bold("Slowest requests:") + "\n" + table.text(layout.width);
}

} // namespace loads::outputs
