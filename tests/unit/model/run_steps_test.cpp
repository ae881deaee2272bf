// SPDX-License-Identifier: Apache-2.0
#include "core/model/run_steps.hpp"

#include <boost/test/unit_test.hpp>

#include <tuple>
#include <utility>

using namespace loads::model;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(steps)

BOOST_AUTO_TEST_CASE(each_test_goes_through_all_users_cycles) {
  Plan plan;
  plan.users = {10, 20};
  const Selection one{{0, 1}}, other{{1, 1}};
  const std::vector<Round> rounds = run_rounds(plan, {one, other});
  std::vector<std::tuple<std::uint32_t, std::uint64_t, std::size_t>> seen;
  for (const Round& round : rounds) {
    BOOST_TEST_REQUIRE(round.size() == 1u);
    seen.emplace_back(round[0].tests[0].test, round[0].users, round[0].cycle);
  }
  BOOST_TEST((seen == decltype(seen){{0, 10, 0}, {0, 20, 1}, {1, 10, 0}, {1, 20, 1}}));
  BOOST_TEST(run_rounds(plan, {}).empty());
}

BOOST_AUTO_TEST_CASE(scenarios_go_on_at_the_same_time_and_are_shared_by_all_agents) {
  Plan plan;
  plan.load.share = {1, 3};
  plan.scenarios.resize(2);
  plan.scenarios[1] = {"late", 10s, 7, 0, 20s, {}, {}};
  const std::vector<Round> rounds = run_rounds(plan, {{{0, 1}}, {{1, 2}, {2, 1}}});
  BOOST_TEST_REQUIRE(rounds.size() == 1u);
  BOOST_TEST_REQUIRE(rounds[0].size() == 2u);
  const Step& late = rounds[0][1];
  BOOST_TEST((late.start == 10s && late.duration == 20s));
  BOOST_TEST(late.users == 7u);
  BOOST_TEST(late.hits.empty());
  BOOST_TEST(late.tests.size() == 2u);
  BOOST_TEST(late.shares_users);
  BOOST_TEST((late.load.share == loads::load::Share{1, 3}));
  BOOST_TEST((rounds[0][0].hits == Cycles{1}));
}

BOOST_AUTO_TEST_CASE(a_user_runs_the_hits_cycles_one_after_the_other) {
  const Cycles hits{2, 1, 3};
  HitSequence sequence(hits);
  BOOST_TEST(sequence.hits() == 2u);
  BOOST_TEST(sequence.hit() == 0u);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> seen;
  while (sequence.advance())
    seen.emplace_back(sequence.hits(), sequence.hit());
  BOOST_TEST((seen == decltype(seen){{2, 1}, {2, 2}, {1, 1}, {3, 1}, {3, 2}, {3, 3}}));
  BOOST_TEST(!sequence.advance());
  BOOST_TEST(sequence.hit() == 3u);
  BOOST_TEST(sequence.hits() == 3u);
}

BOOST_AUTO_TEST_CASE(with_a_duration_the_hits_have_no_end) {
  const Cycles none;
  HitSequence sequence(none);
  for (std::uint64_t hit = 1; hit <= 1000; ++hit) {
    BOOST_TEST_REQUIRE(sequence.advance());
    BOOST_TEST_REQUIRE(sequence.hit() == hit);
    BOOST_TEST_REQUIRE(sequence.hits() == 0u);
  }
}

BOOST_AUTO_TEST_CASE(what_the_users_do_is_what_was_expected) {
  Plan plan;
  plan.users = {1, 2, 3};
  plan.hits = {5, 7};
  std::uint64_t iterations = 0;
  for (const Round& round : run_rounds(plan, std::vector<Selection>(4, Selection{{0, 1}})))
    for (const Step& step : round)
      for (std::uint64_t user = 0; user < step.users; ++user)
        for (HitSequence sequence(step.hits); sequence.advance();)
          ++iterations;
  BOOST_TEST(iterations == expected_iterations(plan, 4));
  BOOST_TEST(iterations == 6u * 12u * 4u);
}

BOOST_AUTO_TEST_SUITE_END()
