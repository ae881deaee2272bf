// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/generator.hpp"

#include "tests/unit/outputs/sample_totals.hpp"

#include <boost/test/unit_test.hpp>

namespace loads::outputs {
namespace {

std::string verdict(std::vector<loads_engine_totals> engines) {
  SampleTotals sample;
  sample.engines = std::move(engines);
  return generator_section(sample.totals(), {80, Style(false)});
}

BOOST_AUTO_TEST_SUITE(generator_test)

BOOST_AUTO_TEST_CASE(idle_threads_kept_up) {
  BOOST_TEST(
      verdict({{second, 10 * second, 0, second / 4}}) ==
      "\nThe generator kept up: its engine thread was 10% busy on average, 25% in its busiest second.\n");
}

BOOST_AUTO_TEST_CASE(one_busy_thread_among_idle_ones_is_a_bottleneck) {
  const std::string text =
      verdict({{second, 10 * second, 0, second / 4}, {9 * second, 10 * second, 0, second}});
  BOOST_TEST(text.find("The generator was the bottleneck: the busiest of 2 engine threads was 90% busy on "
                       "average, 100% in its busiest second") != std::string::npos);
  BOOST_TEST(text.find("use more --threads or machines") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(one_busy_second_is_a_bottleneck_at_times) {
  const std::string text = verdict({{3 * second, 10 * second, 0, 950 * ms}});
  BOOST_TEST(text.find("The generator was the bottleneck at times") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_run_of_less_than_a_second_is_not_judged) {
  BOOST_TEST(verdict({{90 * ms, 100 * ms, 0, 0}}) ==
             "\nThe run was too short to tell whether the generator kept up (100ms).\n");
}

BOOST_AUTO_TEST_CASE(without_figures_there_is_no_verdict) {
  BOOST_TEST(verdict({}).empty());
  BOOST_TEST(verdict({{0, 0, 0, 0}}).empty());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace
} // namespace loads::outputs
