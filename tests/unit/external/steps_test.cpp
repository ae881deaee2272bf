// SPDX-License-Identifier: Apache-2.0
#include "core/external/steps.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using external::Step;

namespace {

std::vector<Step> steps_of(model::Cycles users, model::Cycles hits, base::Duration duration = {}) {
  model::Plan plan;
  plan.users = std::move(users);
  plan.hits = std::move(hits);
  plan.duration = duration;
  return external::runner_steps(plan);
}

} // namespace

BOOST_AUTO_TEST_SUITE(steps)

BOOST_AUTO_TEST_CASE(cycles_go_side_by_side_and_the_last_value_stays) {
  BOOST_TEST((steps_of({1, 3}, {2, 4, 6}) == std::vector<Step>{{1, 2, {}}, {3, 4, {}}, {3, 6, {}}}));
  BOOST_TEST((steps_of({1, 3}, {5}) == std::vector<Step>{{1, 5, {}}, {3, 5, {}}}));
  BOOST_TEST((steps_of({2}, {1}) == std::vector<Step>{{2, 1, {}}}));
}

BOOST_AUTO_TEST_CASE(with_a_duration_each_users_cycle_is_a_step) {
  const base::Duration second = std::chrono::seconds(1);
  BOOST_TEST((steps_of({1, 3}, {}, second) == std::vector<Step>{{1, 0, second}, {3, 0, second}}));
}

BOOST_AUTO_TEST_CASE(runners_count_in_whole_seconds) {
  BOOST_TEST((steps_of({1}, {}, std::chrono::milliseconds(1200)) ==
              std::vector<Step>{{1, 0, std::chrono::seconds(2)}}));
}

BOOST_AUTO_TEST_CASE(what_is_expected_of_all_steps) {
  const auto with_hits = steps_of({1, 3}, {2, 4, 6});
  BOOST_TEST(external::expected_iterations(with_hits) == 2 + 12 + 18);
  BOOST_TEST(external::total_duration(with_hits).count() == 0);
  const auto with_duration = steps_of({1, 3}, {}, std::chrono::seconds(2));
  BOOST_TEST(external::expected_iterations(with_duration) == 0);
  BOOST_TEST((external::total_duration(with_duration) == std::chrono::seconds(4)));
}

BOOST_AUTO_TEST_SUITE_END()
