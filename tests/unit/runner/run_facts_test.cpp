// SPDX-License-Identifier: Apache-2.0
#include "core/runner/run_facts.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace std::chrono_literals;
using runner::RunFacts;

namespace {

constexpr std::uint64_t second = 1'000'000'000;

} // namespace

BOOST_AUTO_TEST_SUITE(run_facts)

BOOST_AUTO_TEST_CASE(progress_is_by_time_if_that_is_known_else_by_iterations) {
  const RunFacts timed({model::Plan{}, {0, 10s}}, {});
  BOOST_TEST(timed.progress(1000, 5 * second) == 0.5);
  BOOST_TEST(timed.progress(0, 11 * second) == 1.0);
  const RunFacts counted({model::Plan{}, {200, 0s}}, {});
  BOOST_TEST(counted.progress(50, 5 * second) == 0.25);
  BOOST_TEST(counted.progress(300, 5 * second) == 1.0);
}

BOOST_AUTO_TEST_CASE(scenarios_of_hits_beside_some_of_time_are_not_done_before_that_time) {
  model::Plan plan;
  plan.scenarios.resize(2);
  plan.scenarios[0].start = 4s;
  plan.scenarios[0].duration = 16s;
  const RunFacts facts({plan, {200, 0s}}, {});
  BOOST_TEST(facts.progress(5000, 5 * second) == 0.25); // most of them are of the first
  BOOST_TEST(facts.progress(100, 20 * second) == 0.5);
}

BOOST_AUTO_TEST_CASE(users_are_those_of_all_agents_and_scenarios_say_their_own_hits) {
  const auto text = [](loads_str from) { return std::string(from.data, from.size); };
  model::Plan plan;
  plan.users = {2, 4};
  plan.hits = {5};
  BOOST_TEST(text(RunFacts({plan, {60, 0s}, 2}, {}).get().users) == "4:8");
  BOOST_TEST(text(RunFacts({plan, {60, 0s}}, {}).get().users) == "2:4");
  BOOST_TEST(text(RunFacts({plan, {60, 0s}}, {}).get().hits) == "5");
  plan.load.iterations = 3; // of all, and so are the users
  BOOST_TEST(text(RunFacts({plan, {3, 0s}, 2}, {}).get().users) == "2:4");
  plan.users = {3};
  plan.hits = {1};
  plan.scenarios.resize(1);
  plan.scenarios[0] = {"a", 0s, 3, 2, 0s, {}, {}};
  const RunFacts facts({plan, {6, 0s}, 2}, {});
  BOOST_TEST(text(facts.get().users) == "3");
  BOOST_TEST(text(facts.get().hits).empty());
}

BOOST_AUTO_TEST_SUITE_END()
