// SPDX-License-Identifier: Apache-2.0
#include "observers/webhook/document.hpp"

#include "observers/common/report.hpp"
#include "outputs/common/text.hpp"
#include "outputs/common/validity_names.hpp"

#include <boost/json.hpp>

namespace loads::observers {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_text = 2000;
constexpr std::size_t most_failures = 100;

json::string shown(loads_str text) {
  return json::string(cut(outputs::safe_line(view(text)), longest_text));
}

json::value seconds_of(std::uint64_t nanoseconds) {
  return seconds(nanoseconds);
}

json::value latency_of(const loads_latency& latency) {
  if (latency.count == 0)
    return nullptr;
  return {{"count", latency.count},
          {"min", seconds_of(latency.min)},
          {"mean", seconds(latency.sum) / static_cast<double>(latency.count)},
          {"p50", seconds_of(latency.p50)},
          {"p90", seconds_of(latency.p90)},
          {"p95", seconds_of(latency.p95)},
          {"p99", seconds_of(latency.p99)},
          {"max", seconds_of(latency.max)}};
}

json::object run_of(const Run& run) {
  return {{"id", shown(run.id)},
          {"test", shown(run.test)},
          {"users", shown(run.users)},
          {"hits", shown(run.hits)},
          {"server_url", shown(run.server_url)},
          {"agents", run.agents},
          {"started_unix", static_cast<double>(run.started_unix_ns) / 1e9}};
}

void add_totals(json::object& document, const Totals& totals) {
  document["elapsed_seconds"] = seconds_of(totals.elapsed_ns);
  document["iterations"] = {{"success", totals.success},
                            {"failures", totals.failures},
                            {"errors", totals.errors},
                            {"skipped", totals.skipped},
                            {"stopped", totals.stopped}};
  document["requests"] = {{"hits", totals.hits},
                          {"hits_per_second", totals.hits_per_second},
                          {"bytes_sent", totals.bytes_sent},
                          {"bytes_received", totals.bytes_received},
                          {"latency_seconds", latency_of(totals.latency)}};
  json::array failures;
  for (const loads_failure_group& group : failure_groups(totals))
    if (failures.size() < most_failures)
      failures.push_back({{"test", shown(group.test)},
                          {"message", shown(group.message)},
                          {"file", shown(group.file)},
                          {"line", group.line},
                          {"count", group.count}});
  document["failures"] = std::move(failures);
  json::array found;
  for (const loads_finding& finding : findings(totals))
    found.push_back({{"state", outputs::validity_name(finding.validity)},
                     {"sentence", shown(finding.sentence)},
                     {"advice", shown(finding.advice)}});
  document["validity"] = {{"state", outputs::validity_name(totals.validity)}, {"findings", std::move(found)}};
}

} // namespace

std::string hook_document(const Notice& notice) {
  const Report report(notice);
  json::object document{
      {"schema", "loads-run-ended"}, {"schema_version", 1},         {"text", one_line(report, longest_text)},
      {"outcome", report.outcome},   {"sentence", report.sentence}, {"command", report.command}};
  if (notice.run())
    document["run"] = run_of(*notice.run());
  if (notice.totals())
    add_totals(document, *notice.totals());
  json::array gaps;
  for (const loads_gap& gap : notice.gaps())
    gaps.push_back({{"agent", shown(gap.agent)},
                    {"from_seconds", seconds_of(gap.from_ns)},
                    {"to_seconds", seconds_of(gap.to_ns)},
                    {"reason", shown(gap.reason)}});
  document["missing"] = std::move(gaps);
  json::array troubles;
  for (const std::string& trouble : report.troubles)
    troubles.emplace_back(trouble);
  document["trouble"] = std::move(troubles);
  return json::serialize(document);
}

} // namespace loads::observers
