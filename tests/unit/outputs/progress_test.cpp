// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/progress.hpp"

#include "outputs/common/text.hpp"
#include "tests/unit/outputs/sample_totals.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>

namespace loads::outputs {
namespace {

SampleTotals halfway() {
  SampleTotals sample = good_run();
  sample.figures.progress = 0.459;
  sample.figures.elapsed_ns = 12 * second;
  sample.figures.hits = 12'345;
  sample.figures.failures = 2;
  sample.figures.active_users = 100;
  sample.figures.ended = 0;
  return sample;
}

BOOST_AUTO_TEST_SUITE(progress_test)

BOOST_AUTO_TEST_CASE(the_bar_takes_what_the_figures_leave) {
  BOOST_TEST(
      progress_bar(halfway().totals(), 99, Style(false)) ==
      "[===============>                    ]   45%  12.3k hits  2 failed  810/s  p95 875us  12s, 14s left");
}

BOOST_AUTO_TEST_CASE(the_bar_never_gets_wider_than_the_columns_that_are_free) {
  SampleTotals sample = halfway();
  for (std::size_t columns = 0; columns <= 200; ++columns) {
    const std::size_t width = display_width(progress_bar(sample.totals(), columns, Style(false)));
    BOOST_TEST(width <= columns);
    BOOST_TEST((columns < 18 || width == columns));
  }
}

BOOST_AUTO_TEST_CASE(figures_are_left_out_from_the_end_where_it_gets_narrow) {
  BOOST_TEST(progress_bar(halfway().totals(), 40, Style(false)) ==
             "[===>      ]   45%  12.3k hits  2 failed");
  BOOST_TEST(progress_bar(halfway().totals(), 5, Style(false)) == " 45%");
}

BOOST_AUTO_TEST_CASE(failures_are_red) {
  const std::string bar = progress_bar(halfway().totals(), 99, Style(true));
  BOOST_TEST(bar.find("\x1b[31m2 failed\x1b[0m") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_hundred_percent_means_done) {
  SampleTotals sample = halfway();
  sample.figures.progress = 0.9999;
  BOOST_TEST(closing_bar(sample.totals(), 30).ends_with("]   99%"));
  sample.figures.progress = 1;
  BOOST_TEST(closing_bar(sample.totals(), 30) == "[======================]  100%");
}

BOOST_AUTO_TEST_CASE(a_progress_that_is_no_number_counts_as_none) {
  SampleTotals sample = halfway();
  sample.figures.progress = std::nan("");
  sample.figures.hits_per_second = std::nan("");
  BOOST_TEST(closing_bar(sample.totals(), 20) == "[            ]    0%");
  BOOST_TEST(progress_line(sample.totals()).find("nan") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_line_for_a_log_has_the_figures_and_the_users) {
  BOOST_TEST(progress_line(halfway().totals()) ==
             " 45%  12.3k hits  2 failed  810/s  p95 875us  12s, 14s left  100 users");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace
} // namespace loads::outputs
