// SPDX-License-Identifier: Apache-2.0
#include "core/runner/interval_joiner.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <utility>
#include <vector>

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
  joiner.add(2, frame(2, 0, 2000, 30));
  BOOST_TEST(joiner.take({1, 2}).empty());
  joiner.add(1, frame(2, 1000, 2000, 2));
  joiner.add(1, frame(3, 2000, 3000, 4));
  joiner.add(2, frame(3, 2000, 3000, 40));
  const auto joined = joiner.take({1, 2});
  BOOST_REQUIRE(joined.size() == 2u);
  BOOST_TEST(joined[0].from_ns == 0u);
  BOOST_TEST(joined[0].to_ns == 2000 * ms);
  BOOST_TEST(joined[0].delta.ledger.hits == 33u);
  BOOST_TEST(joined[1].from_ns == 2000 * ms);
  BOOST_TEST(joined[1].delta.ledger.hits == 44u);
}

BOOST_AUTO_TEST_CASE(the_short_frame_of_who_ends_first_is_of_the_same_second_as_the_others) {
  for (const std::uint64_t end : {1001u, 1200u, 1490u, 1510u, 1999u}) {
    IntervalJoiner joiner;
    joiner.add(1, frame(1, 0, 1000, 1));
    joiner.add(2, frame(1, 0, 1000, 10));
    BOOST_TEST(joiner.take({1, 2}).size() == 1u);
    joiner.add(1, frame(2, 1000, end, 2)); // its last one, which is not known yet
    joiner.add(2, frame(2, 1000, 2000, 20));
    std::vector<metrics::Frame> joined = joiner.take({1, 2});
    joiner.add(2, frame(3, 2000, 2300, 40));
    for (metrics::Frame& each : joiner.take({}))
      joined.push_back(std::move(each));
    BOOST_REQUIRE(joined.size() == 2u);
    BOOST_TEST(joined[0].from_ns == 1000 * ms);
    BOOST_TEST(joined[0].to_ns == 2000 * ms);
    BOOST_TEST(joined[0].delta.ledger.hits == 22u);
    BOOST_TEST(joined[1].delta.ledger.hits == 40u);
  }
}

BOOST_AUTO_TEST_CASE(a_run_that_is_shown_again_has_the_same_seconds) {
  const std::vector<std::pair<std::uint64_t, metrics::Frame>> frames = {
      {1, frame(1, 0, 1000, 1)},    {2, frame(1, 0, 1003, 2)},    {2, frame(2, 1003, 2001, 4)},
      {1, frame(2, 1000, 2600, 8)}, {1, frame(3, 2600, 3000, 1)}, {2, frame(3, 2001, 3000, 2)},
      {1, frame(4, 3000, 3040, 4)}, {2, frame(4, 3000, 3050, 8)}}; // it was stopped
  IntervalJoiner live, again;
  std::vector<metrics::Frame> seconds;
  const auto take = [&](const std::set<std::uint64_t>& expected) {
    for (metrics::Frame& second : live.take(expected))
      seconds.push_back(std::move(second));
  };
  for (const auto& [stream, frame] : frames) {
    live.add(stream, frame);
    again.add(stream, frame);
    take({1, 2});
  }
  take({});
  BOOST_TEST((again.take({}) == seconds));
  BOOST_REQUIRE(seconds.size() == 4u);
  BOOST_TEST(seconds.front().to_ns == 1003 * ms);
  BOOST_TEST(seconds.back().from_ns == 3000 * ms);
}

BOOST_AUTO_TEST_CASE(seconds_come_in_their_order_when_a_frame_was_late) {
  IntervalJoiner joiner;
  joiner.add(1, frame(1, 0, 1000, 1));
  joiner.add(1, frame(2, 1000, 3200, 2));
  joiner.add(1, frame(3, 3200, 4000, 4));
  for (std::uint64_t second = 0; second < 4; ++second)
    joiner.add(2, frame(second + 1, second * 1000, second * 1000 + 1000, 10));
  std::uint64_t last = 0, hits = 0;
  const auto joined = joiner.take({1, 2});
  BOOST_REQUIRE(joined.size() == 3u);
  for (const metrics::Frame& each : joined) {
    BOOST_TEST(each.from_ns >= last);
    last = each.from_ns + 1;
    hits += each.delta.ledger.hits;
  }
  BOOST_TEST(hits == 47u);
}
