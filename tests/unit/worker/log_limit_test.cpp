// SPDX-License-Identifier: Apache-2.0
#include "core/worker/log_limit.hpp"

#include <boost/test/unit_test.hpp>

using loads::base::TimePoint;
using loads::worker::LogLimit;
using std::chrono::milliseconds;

BOOST_AUTO_TEST_CASE(as_many_lines_as_allowed_pass_in_each_second) {
  LogLimit limit(3);
  for (int second = 0; second < 4; ++second) {
    int admitted = 0;
    for (int i = 0; i < 10; ++i)
      admitted += limit.ask(TimePoint(milliseconds(1000 * second + 50 * i))).admitted;
    BOOST_TEST(admitted == 3);
  }
}

BOOST_AUTO_TEST_CASE(what_was_dropped_is_told_once_in_the_next_second_or_at_the_end) {
  LogLimit limit(1);
  BOOST_TEST(limit.ask(TimePoint(milliseconds(5))).dropped_before == 0u);
  for (int i = 0; i < 4; ++i)
    BOOST_TEST(!limit.ask(TimePoint(milliseconds(6))).admitted);
  BOOST_TEST(limit.ask(TimePoint(milliseconds(1500))).dropped_before == 4u);
  BOOST_TEST(limit.ask(TimePoint(milliseconds(1501))).dropped_before == 0u);
  BOOST_TEST(limit.take_dropped() == 1u);
  BOOST_TEST(limit.take_dropped() == 0u);
}
