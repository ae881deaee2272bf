// SPDX-License-Identifier: Apache-2.0
#include "core/threshold/beforehand.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace std::chrono_literals;
using threshold::problem_beforehand;

namespace {

const std::vector<std::string> tests = {"Shop.test_one", "Shop.test_three"};

std::string problem(const char* text, base::Duration until, base::Duration from = base::Duration::zero()) {
  return problem_beforehand({text}, {from, until, &tests});
}

} // namespace

BOOST_AUTO_TEST_SUITE(thresholds_before_the_run)

BOOST_AUTO_TEST_CASE(a_window_that_fits_nowhere_can_never_be_kept) {
  BOOST_TEST(
      problem("p95<1s over 5s", 3s) ==
      "threshold 'p95<1s over 5s': there is no window of 5s in a run of 3s; make the run longer, or the "
      "times of the threshold shorter");
  BOOST_TEST(problem("p95<1s over 1s after 9s", 3s).find("no window of 1s after 9s in a run of 3s") !=
             std::string::npos);
  BOOST_TEST(problem("p95<1s over 5s", 8s, 4s).find("no window of 5s after 4s in a run of 8s") !=
             std::string::npos);
  BOOST_TEST(problem("p95<1s over 3s", 3s) == "");
  BOOST_TEST(problem("p95<1s over 3s", 2950ms) == "");
  BOOST_TEST(problem("p95<1s over 5s", 0s) == ""); // nobody knows how long it is
  BOOST_TEST(problem("p95<1s abort after 9s", 3s) == "");
}

BOOST_AUTO_TEST_CASE(a_test_that_nobody_runs_is_never_measured) {
  BOOST_TEST(problem("test(Shop.test_one).p95<1s", 0s) == "");
  BOOST_TEST(
      problem("test(Shop.test_tree).p95<1s", 0s) ==
      "threshold 'test(Shop.test_tree).p95<1s': no such test is run; did you mean test(Shop.test_three)?");
  BOOST_TEST(problem("test(nix).p95<1s", 0s) ==
             "threshold 'test(nix).p95<1s': no such test is run; write a name like test(Shop.test_one)");
  BOOST_TEST(problem_beforehand({"test(nix).p95<1s"}, {}) == "");
}

BOOST_AUTO_TEST_CASE(each_of_them_has_its_line_and_what_cannot_be_read_is_left_to_others) {
  const std::string all =
      problem_beforehand({"p95<1s over 5s", "latency", "test(nix).rps>1 over 9s"}, {0s, 3s, &tests});
  BOOST_TEST(std::count(all.begin(), all.end(), '\n') == 2);
}

BOOST_AUTO_TEST_SUITE_END()
