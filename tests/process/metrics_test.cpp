// SPDX-License-Identifier: Apache-2.0
// Metrics of the tests' own, from a test to the report.
#include "tests/support/runner.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace loads::test;

namespace {

struct Fixture {
  EchoServer server;

  Finished run(const std::string& test, std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(), {test, "--server-url", server.url()});
    return run_runner(std::move(arguments), good_folder());
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(metrics, Fixture)

BOOST_AUTO_TEST_CASE(all_kinds_are_exact_over_users_and_threads) {
  for (const char* mode : {"--threads=1", "--threads=4", "--blocking", "--in-process"})
    BOOST_TEST_CONTEXT(mode) {
      const Finished done = run("metrics.Metrics.test_all", {"-u", "20", "--hits", "50", mode});
      BOOST_TEST(done.code == 0, done.err);
      for (const char* line : {"Custom metrics:", "- items : 5000\n", "- items {region=eu} : 500\n",
                               "- items {region=us} : 500\n", "- ok : 80.0% (800 of 1000)\n",
                               " (min 1, mean 25.5, max 50)\n", "/item/{id} {region=eu}  1000"})
        BOOST_TEST(contains(done.out, line), line << " is not in " << done.out);
      const std::size_t trend = done.out.find("  checkout time   1000  25.5ms  25.");
      BOOST_TEST(trend != std::string::npos, done.out);
      BOOST_TEST(contains(done.out, "  size            1000  1.00KB  1.00KB"), done.out);
    }
}

BOOST_AUTO_TEST_CASE(too_many_tags_are_told_and_nothing_is_lost) {
  const Finished done = run("metrics.Metrics.test_many_tags", {"-u", "20", "--hits", "50", "--threads=2"});
  BOOST_TEST(done.code == 0, done.err);
  BOOST_TEST(contains(done.out, "- items {other tags} : 1500\n"),
             done.out); // 1000 values of 2, 250 have room
  BOOST_TEST(contains(done.out, "items {other tags} stands for 750 values: too many combinations of tags"));
  BOOST_TEST(contains(done.out, "  and 210 more series\n"));
}

BOOST_AUTO_TEST_CASE(one_name_for_two_kinds_is_refused_before_the_run) {
  const Finished done = run("clash.Clash.test_nothing");
  BOOST_TEST(done.code == 3);
  BOOST_TEST(
      contains(done.err, "metric \"ok\" is declared as a trend and as a rate; give one of them another name"),
      done.err);
  BOOST_TEST(std::count(done.err.begin(), done.err.end(), '\n') == 1, done.err);
  BOOST_TEST(done.out == "");
}

BOOST_AUTO_TEST_CASE(one_name_for_two_kinds_found_later_is_an_error_of_the_test) {
  const Finished done = run("metrics.Metrics.test_late_clash");
  BOOST_TEST(done.code == 1);
  BOOST_TEST(contains(done.err, "metric \"items\" cannot be declared"), done.err);
}

BOOST_AUTO_TEST_CASE(what_was_recorded_before_a_crash_is_in_the_report) {
  const Finished done = run("metrics.Metrics.test_crash", {"--hits", "5"});
  BOOST_TEST(contains(done.out, "- items : 21\n"), done.out);
}

BOOST_AUTO_TEST_CASE(values_that_cannot_count_are_told_once) {
  const Finished done = run("metrics.Metrics.test_mistakes", {"--hits", "3"});
  BOOST_TEST(done.code == 0);
  BOOST_TEST(contains(done.err, "a value of metric size is no number that counts: nan"), done.err);
  BOOST_TEST(contains(done.err, "metric items was used where no user runs"), done.err);
  BOOST_TEST(std::count(done.err.begin(), done.err.end(), '\n') == 2, done.err);
  BOOST_TEST(!contains(done.out, "Custom metrics:"));
}

BOOST_AUTO_TEST_SUITE_END()
