// SPDX-License-Identifier: Apache-2.0
#include "core/agent/sender.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace loads;
using namespace loads::agent;

namespace {

constexpr base::TimePoint start{std::chrono::hours(1)};
constexpr base::Duration second = std::chrono::seconds(1);
using Numbers = std::vector<std::uint64_t>;

Numbers all_due(Sender& sender, std::uint64_t last, base::TimePoint now) {
  Numbers numbers;
  while (const std::uint64_t next = sender.next(last, now))
    numbers.push_back(next);
  return numbers;
}

} // namespace

BOOST_AUTO_TEST_SUITE(sender)

BOOST_AUTO_TEST_CASE(nothing_is_sent_before_the_broker_has_spoken) {
  Sender sender;
  BOOST_TEST(all_due(sender, 5, start).empty());
}

BOOST_AUTO_TEST_CASE(only_so_many_are_on_their_way) {
  Sender sender;
  sender.welcomed(0, 3, start);
  BOOST_TEST(all_due(sender, 5, start) == (Numbers{1, 2, 3}));
  sender.acknowledged(2, 3, start);
  BOOST_TEST(all_due(sender, 5, start) == (Numbers{4, 5}));
  sender.acknowledged(5, 3, start);
  BOOST_TEST(all_due(sender, 5, start).empty());
  BOOST_TEST((sender.next_deadline() == base::never));
}

BOOST_AUTO_TEST_CASE(what_is_not_acknowledged_is_sent_again_and_less_and_less_often) {
  Sender sender;
  sender.welcomed(0, 64, start);
  BOOST_TEST(all_due(sender, 2, start) == (Numbers{1, 2}));
  BOOST_TEST(all_due(sender, 2, start + second / 2).empty());
  BOOST_TEST((sender.next_deadline() == start + second));
  BOOST_TEST(all_due(sender, 2, start + second) == (Numbers{1, 2}));
  BOOST_TEST((sender.next_deadline() == start + 3 * second));
  sender.acknowledged(1, 64, start + 2 * second);
  BOOST_TEST((sender.next_deadline() == start + 3 * second)); // something moved: 1 s again
  BOOST_TEST(all_due(sender, 2, start + 3 * second) == (Numbers{2}));
}

BOOST_AUTO_TEST_CASE(an_old_acknowledgement_changes_nothing) {
  Sender sender;
  sender.welcomed(0, 64, start);
  all_due(sender, 5, start);
  sender.acknowledged(4, 64, start);
  sender.acknowledged(2, 64, start);
  BOOST_TEST(sender.durable() == 4u);
}

BOOST_AUTO_TEST_CASE(a_new_connection_begins_behind_what_is_stored) {
  Sender sender;
  sender.welcomed(0, 64, start);
  all_due(sender, 5, start);
  sender.welcomed(3, 64, start);
  BOOST_TEST(all_due(sender, 5, start) == (Numbers{4, 5}));
}

BOOST_AUTO_TEST_CASE(without_credit_one_batch_now_and_then_asks_whether_there_is_some) {
  Sender sender;
  sender.welcomed(0, 64, start);
  all_due(sender, 5, start);
  sender.acknowledged(1, 0, start);
  BOOST_TEST(all_due(sender, 9, start + second / 2).empty());
  BOOST_TEST(all_due(sender, 9, start + second) == (Numbers{2}));
  sender.acknowledged(1, 64, start + 2 * second);
  BOOST_TEST(!all_due(sender, 9, start + 2 * second).empty());
}

BOOST_AUTO_TEST_SUITE_END()
