// SPDX-License-Identifier: Apache-2.0
#include "outputs/junit/testsuite.hpp"

#include "outputs/common/lines.hpp"
#include "outputs/common/numbers.hpp"
#include "outputs/common/test_name.hpp"
#include "outputs/common/validity_names.hpp"
#include "outputs/common/xml.hpp"

#include <algorithm>
#include <vector>

namespace loads::outputs {
namespace {

constexpr std::size_t longest_message = 8000; // bytes; a body compared as a whole may be in it

std::string_view first_line(std::string_view text) {
  const std::vector<std::string_view> all = lines(text);
  return all.empty() ? std::string_view("no message") : all.front();
}

// "39 x failure at example.cpp:31", then the message.
std::string description(const loads_failure_group& group) {
  std::string text = std::to_string(group.count) + " x ";
  text += group.outcome == LOADS_ERROR ? "error" : group.soft ? "failed check" : "failure";
  if (group.file.size > 0) {
    text += " at " + std::string(view(group.file));
    if (group.line > 0)
      text += ":" + std::to_string(group.line);
  }
  const std::string_view message = view(group.message);
  text += "\n" + std::string(message.substr(0, longest_message)) + "\n";
  if (message.size() > longest_message)
    text += "(and " + std::to_string(message.size() - longest_message) + " more bytes)\n";
  return text;
}

// One test case, and how it counts.
struct Case {
  enum Result { passed, failed, went_wrong, skipped };
  Result result = passed;
  std::string xml;
};

std::string testcase(std::string_view class_name, std::string_view name, std::uint64_t mean_ns,
                     const std::string& content) {
  XmlTag tag("testcase");
  tag.with("classname", class_name).with("name", name).with("time", decimal(seconds(mean_ns), 6));
  return "    " + (content.empty() ? tag.empty() : tag.start() + "\n" + content + "    </testcase>") + "\n";
}

// A <failure> or <error>.
std::string complaint(const char* element, std::string_view message, std::string_view type,
                      std::string_view details) {
  return "      " + XmlTag(element).with("message", message).with("type", type).start() + xml_text(details) +
         "</" + element + ">\n";
}

// What went wrong in a test, the most frequent first. Errors weigh more than failures, as their element does.
Case case_of(const loads_test_totals& test, const Totals& totals) {
  const std::string_view full_name = view(test.test);
  const TestName name(full_name);
  const std::uint64_t ended = test.success + test.failures + test.errors + test.skipped;

  std::string details;
  std::string_view most_frequent;
  for (const loads_failure_group& group : failure_groups(totals)) {
    if (view(group.test) != full_name)
      continue;
    if (most_frequent.empty() && !group.soft)
      most_frequent = first_line(view(group.message));
    details += description(group);
  }
  Case result;
  std::string content;
  if (const std::uint64_t bad = test.errors + test.failures; bad > 0) {
    result.result = test.errors > 0 ? Case::went_wrong : Case::failed;
    const std::string message = std::to_string(bad) + " of " + std::to_string(ended) +
                                (ended == 1 ? " iteration failed" : " iterations failed") +
                                (most_frequent.empty() ? "" : ": ") +
                                std::string(most_frequent.substr(0, longest_message));
    const char* element = test.errors > 0 ? "error" : "failure";
    content = complaint(element, message, element, details);
  } else if (test.success == 0) {
    result.result = Case::skipped;
    const char* why = test.skipped > 0 ? "skipped by the test" : "no iteration ended";
    content = "      " + XmlTag("skipped").with("message", why).empty() + "\n";
  }
  result.xml = testcase(name.group, name.name,
                        test.duration.count ? test.duration.sum / test.duration.count : 0, content);
  return result;
}

bool has_figures(std::string_view test, const Totals& totals) {
  const auto all = tests(totals);
  return std::any_of(all.begin(), all.end(),
                     [&](const loads_test_totals& each) { return view(each.test) == test; });
}

Case case_of_trouble(std::string_view trouble) {
  return {Case::went_wrong,
          testcase("loads", "run", 0, complaint("error", first_line(trouble), "trouble", trouble))};
}

Case case_of(const loads_threshold_total& threshold) {
  Case result;
  std::string details(view(threshold.value));
  if (threshold.reason.size > 0)
    details += (details.empty() ? "" : ", ") + std::string(view(threshold.reason));
  std::string content;
  if (threshold.state == LOADS_THRESHOLD_BROKEN) {
    result.result = Case::failed;
    content = complaint("failure", "not kept: " + details, "threshold", details);
  } else if (threshold.state == LOADS_THRESHOLD_UNKNOWN) {
    result.result = Case::went_wrong;
    content = complaint("error", "could not be judged: " + details, "threshold", details);
  }
  result.xml = testcase("thresholds", view(threshold.threshold), 0, content);
  return result;
}

// One that nobody can judge is no case.
Case case_of_validity(const Totals& totals) {
  std::string details;
  for (const loads_finding& finding : findings(totals)) {
    details += (details.empty() ? "" : "\n") + std::string(view(finding.sentence));
    if (finding.advice.size > 0)
      details += "; " + std::string(view(finding.advice));
  }
  Case result;
  std::string content;
  if (totals.validity == LOADS_VALIDITY_INVALID && !totals.allows_invalid) {
    result.result = Case::failed;
    content = complaint("failure", "invalid: " + std::string(first_line(details)), "validity", details);
  }
  result.xml = testcase("validity", "the figures can be trusted", 0, content);
  return result;
}

std::string properties(const RunInfo& run, const Totals& totals) {
  std::string xml = "    <properties>\n";
  const auto add = [&](std::string_view name, std::string_view value) {
    xml += "      " + XmlTag("property").with("name", name).with("value", value).empty() + "\n";
  };
  const double elapsed = seconds(totals.elapsed_ns - totals.from_ns);
  add("run_id", run.id);
  add("test", run.test);
  add("users", run.users);
  if (run.duration_ns > 0)
    add("duration_seconds", exact_seconds(run.duration_ns));
  else if (!run.hits.empty())
    add("hits_each", run.hits);
  add("server_url", run.server_url);
  add("success", std::to_string(totals.success));
  add("failures", std::to_string(totals.failures));
  add("errors", std::to_string(totals.errors));
  add("skipped", std::to_string(totals.skipped));
  add("stopped", std::to_string(totals.stopped));
  std::uint64_t failed_checks = 0;
  for (const loads_check_total& check : checks(totals))
    failed_checks += check.failed;
  add("failed_checks", std::to_string(failed_checks));
  add("hits", std::to_string(totals.hits));
  add("validity", validity_name(totals.validity));
  if (totals.interrupted)
    add("interrupted", "true");
  add("hits_per_second", decimal(elapsed > 0 ? static_cast<double>(totals.hits) / elapsed : 0, 2));
  const loads_latency& latency = totals.latency;
  if (latency.count > 0) {
    add("latency_mean_seconds", exact_seconds(latency.sum / latency.count));
    add("latency_p50_seconds", exact_seconds(latency.p50));
    add("latency_p95_seconds", exact_seconds(latency.p95));
    add("latency_p99_seconds", exact_seconds(latency.p99));
    add("latency_max_seconds", exact_seconds(latency.max));
  }
  return xml + "    </properties>\n";
}

} // namespace

std::string junit_testsuite(const RunInfo& run, const Totals& totals, std::string_view host_name) {
  std::vector<Case> cases;
  for (const loads_test_totals& test : tests(totals))
    cases.push_back(case_of(test, totals));
  for (const std::string& planned : run.tests)
    if (!has_figures(planned, totals)) {
      loads_test_totals nothing{};
      nothing.test = {planned.data(), planned.size()};
      cases.push_back(case_of(nothing, totals));
    }
  if (totals.validity != LOADS_VALIDITY_UNKNOWN)
    cases.push_back(case_of_validity(totals));
  for (const loads_threshold_total& threshold : thresholds(totals))
    cases.push_back(case_of(threshold));
  if (totals.trouble.size > 0)
    cases.push_back(case_of_trouble(view(totals.trouble)));

  std::uint64_t counts[4] = {};
  std::string body;
  for (const Case& each : cases) {
    ++counts[each.result];
    body += each.xml;
  }
  XmlTag suite("testsuite");
  suite.with("name", run.test).with("tests", cases.size());
  suite.with("failures", counts[Case::failed]).with("errors", counts[Case::went_wrong]);
  suite.with("skipped", counts[Case::skipped]);
  suite.with("time", decimal(seconds(totals.elapsed_ns), 6));
  suite.with("timestamp", iso_time(run.started_unix_ns, 0).substr(0, 19)); // without the zone
  suite.with("hostname", host_name);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  " + suite.start() + "\n" +
         properties(run, totals) + body +
         "    <system-out/>\n    <system-err/>\n  </testsuite>\n</testsuites>\n";
}

} // namespace loads::outputs
