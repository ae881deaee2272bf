// SPDX-License-Identifier: Apache-2.0
#include "core/test_program/junit.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <cstdio>

namespace loads::test_program {
namespace {

// XML has no way to write control characters and takes no bytes that are no UTF-8: those come as \x1b.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : base::printable(text)) {
    switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    default:
      out += c;
    }
  }
  return out;
}

std::string seconds(base::Duration duration) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6f", std::chrono::duration<double>(duration).count());
  return text;
}

void append_case(std::string& out, const TestResult& result) {
  out += "    <testcase classname=\"" + escaped(result.test.group) + "\" name=\"" +
         escaped(result.test.name) + "\" file=\"" + escaped(result.test.file) + "\" line=\"" +
         std::to_string(result.test.line) + "\" time=\"" + seconds(result.duration) + "\">\n";
  std::string checks;
  const bool failed = result.outcome == LOADS_FAIL || result.outcome == LOADS_ERROR;
  bool told = false; // JUnit has room for one
  for (const Finding& finding : result.findings) {
    if (!failed || told || finding.soft) {
      checks += escaped(finding.to_text()) + "\n";
      continue;
    }
    told = true;
    const char* tag = result.outcome == LOADS_FAIL ? "failure" : "error";
    out += std::string("      <") + tag + " message=\"" + escaped(finding.message) + "\">" +
           escaped(finding.to_text()) + "</" + tag + ">\n";
  }
  if (result.outcome == LOADS_SKIP)
    out += "      <skipped/>\n";
  if (!checks.empty())
    out += "      <system-out>" + checks + "</system-out>\n";
  out += "    </testcase>\n";
}

} // namespace

std::string to_junit(const std::string& program, const std::string& began,
                     const std::vector<TestResult>& results) {
  const auto count = [&](loads_outcome outcome) {
    return std::to_string(std::count_if(results.begin(), results.end(),
                                        [&](const TestResult& result) { return result.outcome == outcome; }));
  };
  base::Duration total{};
  for (const TestResult& result : results)
    total += result.duration;
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  out += "  <testsuite name=\"" + escaped(program) + "\" tests=\"" + std::to_string(results.size()) +
         "\" failures=\"" + count(LOADS_FAIL) + "\" errors=\"" + count(LOADS_ERROR) + "\" skipped=\"" +
         count(LOADS_SKIP) + "\" time=\"" + seconds(total) + "\" timestamp=\"" + began + "\">\n";
  for (const TestResult& result : results)
    append_case(out, result);
  return out + "  </testsuite>\n</testsuites>\n";
}

} // namespace loads::test_program
