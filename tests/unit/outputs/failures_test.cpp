// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/failures.hpp"

#include "tests/unit/outputs/golden.hpp"
#include "tests/unit/outputs/sample_totals.hpp"

#include <boost/test/unit_test.hpp>

namespace loads::outputs {
namespace {

BOOST_AUTO_TEST_SUITE(failures_test)

BOOST_AUTO_TEST_CASE(details_show_how_often_where_and_the_whole_message) {
  SampleTotals sample = bad_run();
  const std::string actual = failure_details(sample.totals(), {80, Style(false)});
  BOOST_TEST(actual == golden("stderr_bad_run.txt", actual));
}

BOOST_AUTO_TEST_CASE(a_run_without_failures_writes_nothing) {
  SampleTotals sample = good_run();
  BOOST_TEST(failure_details(sample.totals(), {80, Style(true)}).empty());
  BOOST_TEST(failure_section(sample.totals(), {80, Style(true)}).empty());
}

BOOST_AUTO_TEST_CASE(ten_groups_are_shown_and_the_rest_is_counted) {
  SampleTotals sample = bad_run();
  sample.groups.assign(13, group(7, LOADS_FAIL, "the same"));
  const std::string details = failure_details(sample.totals(), {80, Style(false)});
  std::size_t shown = 0;
  for (std::size_t at = details.find("7 occurrences"); at != std::string::npos;
       at = details.find("7 occurrences", at + 1))
    ++shown;
  BOOST_TEST(shown == 10);
  BOOST_TEST(details.ends_with("\nand 3 more kinds with 21 occurrences\n"));
}

BOOST_AUTO_TEST_CASE(a_very_long_message_is_cut_and_its_rest_counted) {
  const std::string message(9000, 'x');
  SampleTotals sample;
  sample.groups = {group(1, LOADS_FAIL, message)};
  const std::string details = failure_details(sample.totals(), {80, Style(false)});
  BOOST_TEST(details.ends_with("x\n    (and 1000 more bytes)\n"));
  BOOST_TEST(details.size() < 8300);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace
} // namespace loads::outputs
