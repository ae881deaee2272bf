// SPDX-License-Identifier: Apache-2.0
#include "observers/common/report.hpp"

#include "outputs/common/text.hpp"
#include "outputs/common/units.hpp"

#include <algorithm>

namespace loads::observers {
namespace {

using outputs::human_rate;
using outputs::human_seconds;
using outputs::human_time;

constexpr std::size_t most_failures = 10;
constexpr std::size_t longest_text = 500; // of one failure or sentence

std::string safe(loads_str text) {
  return cut(outputs::safe_line(view(text)), longest_text);
}

std::string outcome_of(Verdict verdict) {
  switch (verdict) {
  case Verdict::passed:
    return "passed";
  case Verdict::failed:
    return "failed";
  case Verdict::incomplete:
    return "incomplete";
  case Verdict::invalid:
    return "invalid";
  case Verdict::open:
    break;
  }
  return "ended";
}

std::string counted(std::uint64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string iterations_of(const Totals& totals) {
  const std::uint64_t failed = totals.failures + totals.errors;
  std::string text =
      counted(totals.success + failed, "iteration") + ", " + std::to_string(failed) + " failed";
  if (totals.skipped > 0)
    text += ", " + std::to_string(totals.skipped) + " skipped";
  if (totals.stopped > 0)
    text += ", " + std::to_string(totals.stopped) + " stopped";
  return text;
}

std::string latency_of(const loads_latency& latency) {
  if (latency.count == 0)
    return {};
  return "p50 " + human_time(latency.p50) + ", p95 " + human_time(latency.p95) + ", p99 " +
         human_time(latency.p99);
}

// What there is to say of it beside the outcome.
std::string validity_of(const Totals& totals) {
  if (totals.validity != LOADS_VALIDITY_SUSPECT || findings(totals).empty())
    return {};
  return "suspect: " + safe(findings(totals)[0].sentence);
}

std::string failure_of(const loads_failure_group& group) {
  std::string text = std::to_string(group.count) + " x " + safe(group.test) + ": " + safe(group.message);
  if (group.file.size > 0)
    text += " (" + safe(group.file) + ":" + std::to_string(group.line) + ")";
  return text;
}

std::vector<std::string> lines_of(loads_str text) {
  std::vector<std::string> lines;
  for (std::string_view rest = view(text); !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    if (end > 0)
      lines.push_back(safe({rest.data(), end}));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return lines;
}

void append(std::string& text, const std::string& part) {
  if (!part.empty())
    text += (text.empty() ? "" : ", ") + part;
}

} // namespace

Report::Report(const Notice& notice)
    : outcome(outcome_of(notice.verdict())), sentence(cut(outputs::safe_line(notice.text()), longest_text)),
      command(cut(outputs::safe_line(notice.command()), longest_text)) {
  if (const Run* run = notice.run()) {
    run_id = safe(run->id);
    test = safe(run->test);
    users = safe(run->users);
    hits = safe(run->hits);
    server = safe(run->server_url);
  }
  if (const Totals* totals = notice.totals()) {
    iterations = iterations_of(*totals);
    requests = counted(totals->hits, "hit") + " in " + human_seconds(totals->elapsed_ns - totals->from_ns) +
               " (" + human_rate(totals->hits_per_second) + "/s)";
    latency = latency_of(totals->latency);
    validity = validity_of(*totals);
    for (const loads_failure_group& group : failure_groups(*totals))
      if (failures.size() < most_failures)
        failures.push_back(failure_of(group));
    troubles = lines_of(totals->trouble);
  }
  for (const loads_gap& gap : notice.gaps())
    gaps.push_back("agent " + safe(gap.agent) + " from " + human_seconds(gap.from_ns) + " to " +
                   human_seconds(gap.to_ns) + ": " + safe(gap.reason));
}

std::string one_line(const Report& report, std::size_t limit) {
  std::string figures = report.iterations;
  append(figures, report.requests);
  append(figures, report.latency);
  append(figures, report.validity);
  if (!report.gaps.empty())
    append(figures,
           "missing: " + report.gaps.front() +
               (report.gaps.size() > 1 ? " and " + std::to_string(report.gaps.size() - 1) + " more" : ""));
  if (report.outcome != "passed")
    append(figures, report.sentence);
  const std::string outcome = " " + report.outcome + ": ", command = ". See: " + report.command;
  constexpr std::size_t shortest_name = 40;
  const std::size_t ends = outcome.size() + command.size();
  const std::size_t name = std::max(shortest_name, limit - std::min(limit, ends + figures.size()));
  const std::string begin = cut(report.test, name) + outcome;
  const std::size_t room = limit - std::min(limit, begin.size() + command.size());
  return cut(begin + cut(figures, room) + command, limit);
}

std::string cut(std::string_view text, std::size_t limit) {
  constexpr std::string_view mark = "...";
  if (text.size() <= limit)
    return std::string(text);
  std::size_t end = limit > mark.size() ? limit - mark.size() : 0;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  return std::string(text.substr(0, end)) + std::string(mark.substr(0, limit));
}

} // namespace loads::observers
