// SPDX-License-Identifier: Apache-2.0
#include "core/runner/interval_joiner.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace loads::runner;

namespace {

constexpr std::uint64_t ms = 1'000'000;

metrics::Frame frame(std::uint64_t number, std::uint64_t from_ms, std::uint64_t to_ms, std::uint64_t hits) {
  metrics::Frame made;
  made.number = number;
  made.from_ns = from_ms * ms;
  made.to_ns = to_ms * ms;
  made.delta.ledger.hits = hits;
  made.gauges.active_users = 5;
  made.engines.resize(2);
  return made;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_second_is_there_when_all_have_come_so_far) {
  IntervalJoiner joiner;
  joiner.add(1, frame(1, 0, 1000, 10));
  BOOST_TEST(joiner.take({1, 2}).empty());
  joiner.add(2, frame(1, 0, 1010, 20));
  const auto joined = joiner.take({1, 2});
  BOOST_REQUIRE(joined.size() == 1u);
  BOOST_TEST(joined[0].number == 1u);
  BOOST_TEST(joined[0].from_ns == 0u);
  BOOST_TEST(joined[0].to_ns == 1010 * ms);
  BOOST_TEST(joined[0].delta.ledger.hits == 30u);
  BOOST_TEST(joined[0].gauges.active_users == 10u);
  BOOST_TEST(joined[0].engines.size() == 4u);
}

BOOST_AUTO_TEST_CASE(who_is_lost_is_not_waited_for_and_what_comes_of_it_later_counts) {
  IntervalJoiner joiner;
  joiner.add(1, frame(1, 0, 1000, 10));
  BOOST_TEST(joiner.take({1}).size() == 1u);
  joiner.add(2, frame(1, 0, 1000, 7));
  joiner.add(1, frame(2, 1000, 2000, 10));
  const auto joined = joiner.take({1});
  BOOST_REQUIRE(joined.size() == 2u);
  BOOST_TEST(joined[0].delta.ledger.hits == 7u);
  BOOST_TEST(joined[1].delta.ledger.hits == 10u);
  BOOST_TEST(joined[1].number == 3u);
}

BOOST_AUTO_TEST_CASE(frames_that_were_joined_on_the_way_do_not_shift_the_others) {
  IntervalJoiner joiner;
  joiner.add(1, frame(1, 0, 1000, 1));
  joiner.add(1, frame(2, 1000, 2000, 2));
  joiner.add(2, frame(2, 0, 2000, 30));
  const auto joined = joiner.take({1, 2});
  BOOST_REQUIRE(joined.size() == 2u);
  BOOST_TEST(joined[0].delta.ledger.hits == 1u);
  BOOST_TEST(joined[1].delta.ledger.hits == 32u);
}
