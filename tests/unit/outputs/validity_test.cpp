// SPDX-License-Identifier: Apache-2.0
#include "outputs/json/summary.hpp"
#include "outputs/junit/testsuite.hpp"
#include "outputs/stdout/progress.hpp"
#include "outputs/stdout/validity.hpp"

#include "tests/unit/outputs/sample_totals.hpp"

#include <boost/test/unit_test.hpp>

namespace loads::outputs {
namespace {

SampleTotals judged(loads_validity validity, std::vector<loads_finding> findings) {
  SampleTotals sample = good_run();
  sample.figures.validity = validity;
  sample.findings = std::move(findings);
  return sample;
}

SampleTotals invalid() {
  return judged(LOADS_VALIDITY_INVALID,
                {{text("it was too slow"), text("use a larger one"), LOADS_VALIDITY_INVALID, 0},
                 {text("7 events were\x1b lost"), text(""), LOADS_VALIDITY_SUSPECT, 0}});
}

bool contains(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

std::string shown(SampleTotals sample, bool colours = false) {
  return validity_section(sample.totals(), {80, Style(colours)});
}

std::string junit(SampleTotals sample) {
  return junit_testsuite(RunInfo(sample_run()), sample.totals(), "host");
}

BOOST_AUTO_TEST_SUITE(validity_test)

BOOST_AUTO_TEST_CASE(a_valid_run_is_one_line) {
  BOOST_TEST(shown(judged(LOADS_VALIDITY_VALID,
                          {{text("it kept up: 10% busy"), text(""), LOADS_VALIDITY_VALID, 0}})) ==
             "Validity: valid, it kept up: 10% busy\n\n");
  BOOST_TEST(shown(judged(LOADS_VALIDITY_UNKNOWN, {{text("too short"), text(""), LOADS_VALIDITY_UNKNOWN,
                                                    0}})) == "Validity: unknown, too short\n\n");
}

BOOST_AUTO_TEST_CASE(what_nobody_has_judged_is_not_shown) {
  BOOST_TEST(shown(judged(LOADS_VALIDITY_UNKNOWN, {})).empty());
}

BOOST_AUTO_TEST_CASE(an_invalid_run_says_why_and_what_to_change) {
  BOOST_TEST(shown(invalid()) == "Validity: INVALID, do not trust the figures:\n"
                                 "  it was too slow\n"
                                 "    use a larger one\n"
                                 "  7 events were\\x1b lost\n\n");
  BOOST_TEST(contains(shown(invalid(), true), "\x1b[31m  it was too slow\x1b[0m\n"));
  BOOST_TEST(contains(shown(invalid(), true), "\x1b[33m  7 events"));
  SampleTotals allowed = invalid();
  allowed.figures.allows_invalid = 1;
  BOOST_TEST(contains(shown(allowed), "do not trust the figures (--allow-invalid):\n"));
}

BOOST_AUTO_TEST_CASE(a_run_that_goes_on_says_so_in_its_progress) {
  SampleTotals sample = invalid();
  sample.figures.ended = 0;
  BOOST_TEST(contains(progress_line(sample.totals()), "INVALID figures"));
  sample.figures.validity = LOADS_VALIDITY_SUSPECT;
  BOOST_TEST(!contains(progress_line(sample.totals()), "INVALID"));
}

BOOST_AUTO_TEST_CASE(json_has_the_state_and_all_findings) {
  SampleTotals sample = invalid();
  const std::string json = json_summary(RunInfo(sample_run()), sample.totals(), "1.0");
  BOOST_TEST(contains(json, "\"state\": \"invalid\""));
  BOOST_TEST(contains(json, "\"sentence\": \"it was too slow\""));
  BOOST_TEST(contains(json, "\"advice\": \"use a larger one\""));
  BOOST_TEST(contains(json, "\"advice\": null"));
}

BOOST_AUTO_TEST_CASE(junit_has_a_case_that_fails_where_the_exit_code_does) {
  const std::string xml = junit(invalid());
  BOOST_TEST(contains(xml, "classname=\"validity\""));
  BOOST_TEST(contains(xml, "failures=\"1\""));
  BOOST_TEST(contains(xml, "invalid: it was too slow; use a larger one"));
  SampleTotals allowed = invalid();
  allowed.figures.allows_invalid = 1;
  BOOST_TEST(contains(junit(allowed), "failures=\"0\""));
  BOOST_TEST(contains(junit(allowed), "classname=\"validity\""));
  BOOST_TEST(!contains(junit(judged(LOADS_VALIDITY_UNKNOWN, {})), "classname=\"validity\""));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace
} // namespace loads::outputs
