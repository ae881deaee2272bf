// SPDX-License-Identifier: Apache-2.0
#include "core/load/curve.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace std::chrono_literals;
using load::Curve;
using load::Span;

BOOST_AUTO_TEST_SUITE(curve)

BOOST_AUTO_TEST_CASE(values_lie_on_straight_lines_between_the_targets) {
  const Curve ramp(0, {{10s, 100}, {20s, 100}, {10s, 0}});
  BOOST_TEST((ramp.length() == 40s));
  BOOST_TEST(ramp.peak() == 100);
  BOOST_TEST(ramp.value_at(0s) == 0);
  BOOST_TEST(ramp.value_at(5s) == 50);
  BOOST_TEST(ramp.value_at(10s) == 100);
  BOOST_TEST(ramp.value_at(29s) == 100);
  BOOST_TEST(ramp.value_at(35s) == 50);
  BOOST_TEST(ramp.value_at(40s) == 0);
}

BOOST_AUTO_TEST_CASE(a_segment_of_no_length_is_a_jump) {
  const Curve jump(10, {{10s, 10}, {0s, 50}, {10s, 50}});
  BOOST_TEST(jump.value_at(9s) == 10);
  BOOST_TEST(jump.value_at(10s) == 50);
  BOOST_TEST(jump.area() == 600);
}

BOOST_AUTO_TEST_CASE(the_area_counts_arrivals) {
  const Curve ramp(0, {{10s, 100}, {10s, 0}});
  BOOST_TEST(ramp.area() == 1000);
  BOOST_TEST(ramp.area_until(10s) == 500);
  BOOST_TEST(ramp.area_until(5s) == 125);
  BOOST_TEST(ramp.area_until(40s) == 1000);
}

BOOST_AUTO_TEST_CASE(when_is_the_inverse_of_the_area) {
  const Curve curve(5, {{10s, 100}, {3s, 100}, {0s, 20}, {7s, 20.5}, {10s, 0}});
  for (double area = 0; area < curve.area(); area += 0.37) {
    const auto when = curve.when_area_is(area);
    BOOST_TEST_REQUIRE(when.has_value());
    BOOST_TEST(std::abs(curve.area_until(*when) - area) < 1e-6); // a nanosecond at 100 a second is 1e-7
  }
  BOOST_TEST(!curve.when_area_is(curve.area()).has_value());
  BOOST_TEST(!Curve(0, {{10s, 0}}).when_area_is(0).has_value());
}

BOOST_AUTO_TEST_CASE(arrivals_wait_through_a_time_without_load) {
  const Curve pause(10, {{1s, 10}, {0s, 0}, {5s, 0}, {0s, 10}, {1s, 10}});
  BOOST_TEST((pause.when_area_is(9) == 900ms));
  BOOST_TEST((pause.when_area_is(10) == 6s));
}

BOOST_AUTO_TEST_CASE(spans_above_a_level_are_where_a_user_lives) {
  const Curve ramp(0, {{10s, 100}, {10s, 100}, {10s, 0}, {10s, 100}});
  BOOST_TEST((ramp.above(50) == std::vector<Span>{{5s, 25s}, {35s, 40s}}));
  BOOST_TEST((ramp.above(0) == std::vector<Span>{{0s, 40s}}));
  BOOST_TEST((ramp.above(100) == std::vector<Span>{{10s, 20s}}));
  BOOST_TEST((ramp.above(101).empty()));
  const Curve jump(10, {{10s, 10}, {0s, 50}, {10s, 50}});
  BOOST_TEST((jump.above(30) == std::vector<Span>{{10s, 20s}}));
  BOOST_TEST((jump.above(10) == std::vector<Span>{{0s, 20s}}));
}

BOOST_AUTO_TEST_SUITE_END()
