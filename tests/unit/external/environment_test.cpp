// SPDX-License-Identifier: Apache-2.0
#include "core/external/environment.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using Entries = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(environment)

BOOST_AUTO_TEST_CASE(a_runner_with_hits_gets_six_variables_and_no_duration) {
  const auto entries = external::runner_environment({"PATH=/bin", "LOADS_DURATION=9", "LOADS_CURRENT_HIT=4"},
                                                    {"ipc:///s", "box-7", "r1", {3, 5, {}}, 2});
  const Entries expected = {"PATH=/bin",         "LOADS_ZMQ_RECEIVER=ipc:///s", "LOADS_AGENT_ID=box-7",
                            "LOADS_RUN_ID=r1",   "LOADS_TOTAL_USERS=3",         "LOADS_CURRENT_USER=2",
                            "LOADS_TOTAL_HITS=5"};
  BOOST_TEST(entries == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_runner_with_a_duration_gets_no_hits) {
  const auto entries = external::runner_environment(
      {"LOADS_TOTAL_HITS=9"}, {"tcp://h:1", "a", "r", {1, 0, std::chrono::minutes(2)}, 1});
  BOOST_TEST(entries.back() == "LOADS_DURATION=120");
  BOOST_TEST(entries.size() == 6);
}

BOOST_AUTO_TEST_CASE(names_that_only_begin_like_ours_stay) {
  const auto entries =
      external::runner_environment({"LOADS_RUN_IDS=1", "LOADS"}, {"e", "a", "r", {1, 1, {}}, 1});
  BOOST_TEST(entries[0] == "LOADS_RUN_IDS=1");
  BOOST_TEST(entries[1] == "LOADS");
}

BOOST_AUTO_TEST_SUITE_END()
