// SPDX-License-Identifier: Apache-2.0
// The whole texts that json, junit and csv write for the recorded runs. LOADS_ACCEPT=1 accepts a change.
#include "outputs/csv/rows.hpp"
#include "outputs/json/summary.hpp"
#include "outputs/junit/testsuite.hpp"

#include "tests/unit/outputs/golden.hpp"
#include "tests/unit/outputs/sample_totals.hpp"

#include <boost/test/unit_test.hpp>

namespace loads::outputs {
namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

BOOST_AUTO_TEST_SUITE(files_test)

BOOST_AUTO_TEST_CASE(the_json_summary_of_a_good_run) {
  SampleTotals sample = good_run();
  const std::string actual = json_summary(RunInfo(sample_run()), sample.totals(), "1.2.3");
  BOOST_TEST(actual == golden("json_good_run.json", actual));
}

BOOST_AUTO_TEST_CASE(the_json_summary_of_a_bad_run) {
  SampleTotals sample = bad_run();
  const std::string actual = json_summary(RunInfo(sample_run()), sample.totals(), "1.2.3");
  BOOST_TEST(actual == golden("json_bad_run.json", actual));
}

BOOST_AUTO_TEST_CASE(the_json_summary_of_a_run_without_any_figure_has_nulls_for_what_is_not_known) {
  SampleTotals sample;
  const std::string actual = json_summary(RunInfo(), sample.totals(), "1.2.3");
  BOOST_TEST(contains(actual, "\"p99\": null"));
  BOOST_TEST(contains(actual, "\"hits_per_second\": 0"));
  BOOST_TEST(!contains(actual, "nan"));
}

BOOST_AUTO_TEST_CASE(the_junit_file_of_a_good_run) {
  SampleTotals sample = good_run();
  const std::string actual = junit_testsuite(RunInfo(sample_run()), sample.totals(), "box1");
  BOOST_TEST(actual == golden("junit_good_run.xml", actual));
}

BOOST_AUTO_TEST_CASE(the_junit_file_of_a_run_that_was_ended_early_has_a_property_that_says_so) {
  SampleTotals sample = good_run();
  const std::string property = "<property name=\"interrupted\" value=\"true\"/>";
  BOOST_TEST(junit_testsuite(RunInfo(sample_run()), sample.totals(), "box1").find(property) ==
             std::string::npos);
  sample.figures.interrupted = 1;
  BOOST_TEST(junit_testsuite(RunInfo(sample_run()), sample.totals(), "box1").find(property) !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_junit_file_of_a_bad_run) {
  SampleTotals sample = bad_run();
  const std::string actual = junit_testsuite(RunInfo(sample_run()), sample.totals(), "box1");
  BOOST_TEST(actual == golden("junit_bad_run.xml", actual));
}

BOOST_AUTO_TEST_CASE(a_test_of_which_no_iteration_ended_is_skipped_not_passed) {
  SampleTotals sample = good_run();
  sample.tests[0].success = 0;
  const std::string actual = junit_testsuite(RunInfo(sample_run()), sample.totals(), "box1");
  BOOST_TEST(contains(actual, "tests=\"2\" failures=\"0\" errors=\"0\" skipped=\"1\""));
  BOOST_TEST(contains(actual, "<skipped message=\"no iteration ended\"/>"));
}

BOOST_AUTO_TEST_CASE(a_test_that_did_not_run_at_all_is_a_test_case_all_the_same) {
  SampleTotals sample = good_run();
  loads_run run = sample_run();
  const loads_str tests[] = {text("TestWebSite.test_es"), text("TestWebSite.test_chat")};
  run.tests = tests, run.test_count = 2;
  const std::string actual = junit_testsuite(RunInfo(run), sample.totals(), "box1");
  BOOST_TEST(contains(actual, "tests=\"3\" failures=\"0\" errors=\"0\" skipped=\"1\""));
  BOOST_TEST(contains(actual, "classname=\"TestWebSite\" name=\"test_chat\""));
}

BOOST_AUTO_TEST_CASE(the_csv_of_two_seconds) {
  SampleTotals first = good_run(), second = bad_run();
  first.figures.elapsed_ns = 1 * ::second;
  second.figures.from_ns = 1 * ::second;
  second.figures.elapsed_ns = 1'500 * ms;
  second.figures.active_users = 7;
  second.labels[0].hits = 0;
  second.labels[1].label = text("=cmd|' /C calc'!A0");
  second.labels.push_back(second.labels[1]);
  second.labels.back().label = text("say \"hi\",\nthen go");
  second.labels.back().latency = {};
  second.figures.not_started = 3;
  second.figures.late = second.figures.latency;
  SampleTotals idle;
  idle.figures.from_ns = 1'500 * ms;
  idle.figures.elapsed_ns = 2'500 * ms;
  const std::uint64_t started = sample_run().started_unix_ns;
  const std::string actual = csv_header() + csv_rows(started, first.totals()) +
                             csv_rows(started, second.totals()) + csv_rows(started, idle.totals());
  BOOST_TEST(actual == golden("csv_two_seconds.csv", actual));
}

BOOST_AUTO_TEST_CASE(cells_of_csv_are_quoted_only_where_they_must_and_never_formulas) {
  BOOST_TEST(csv_cell("http://localhost/?a=1&b=2") == "http://localhost/?a=1&b=2");
  BOOST_TEST(csv_cell("a,b") == "\"a,b\"");
  BOOST_TEST(csv_cell("say \"hi\"") == "\"say \"\"hi\"\"\"");
  BOOST_TEST(csv_cell("one\r\ntwo") == "\"one\r\ntwo\"");
  BOOST_TEST(csv_cell("caf\xE9") == "caf\xEF\xBF\xBD");
  for (const char* formula : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1"})
    BOOST_TEST(csv_cell(formula) == "'" + std::string(formula));
  BOOST_TEST(csv_cell("=\"a\"") == "\"'=\"\"a\"\"\"");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace
} // namespace loads::outputs
