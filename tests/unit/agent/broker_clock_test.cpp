// SPDX-License-Identifier: Apache-2.0
#include "core/agent/broker_clock.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace loads::agent;
using std::chrono::milliseconds;

namespace {

constexpr base::TimePoint start{std::chrono::hours(1)};
constexpr std::int64_t ahead = 5'000'000'000; // of the broker's clock

std::int64_t broker_at(base::TimePoint time) {
  return time.time_since_epoch().count() + ahead;
}

} // namespace

BOOST_AUTO_TEST_SUITE(broker_clock)

BOOST_AUTO_TEST_CASE(nothing_is_known_at_first) {
  BrokerClock clock;
  BOOST_TEST(!clock.is_known());
  BOOST_TEST((clock.to_local(7, start) == start));
  BOOST_TEST(clock.error().count() == 0);
}

BOOST_AUTO_TEST_CASE(the_quickest_answer_counts) {
  BrokerClock clock;
  clock.add(start, start + milliseconds(100),
            broker_at(start + milliseconds(90))); // slow, and not in the middle
  BOOST_TEST((clock.error() == milliseconds(50)));
  clock.add(start, start + milliseconds(2), broker_at(start + milliseconds(1)));
  BOOST_TEST((clock.error() == milliseconds(1)));
  BOOST_TEST((clock.to_local(broker_at(start + milliseconds(700)), start) == start + milliseconds(700)));
}

BOOST_AUTO_TEST_CASE(old_answers_are_forgotten) {
  BrokerClock clock;
  clock.add(start, start + milliseconds(2), 0);
  for (int i = 0; i < 8; ++i)
    clock.add(start, start + milliseconds(10), broker_at(start + milliseconds(5)));
  BOOST_TEST((clock.error() == milliseconds(5)));
  clock.reset();
  BOOST_TEST(!clock.is_known());
  clock.add(start + milliseconds(1), start, 0); // an answer before the question is none
  BOOST_TEST(!clock.is_known());
}

BOOST_AUTO_TEST_SUITE_END()
