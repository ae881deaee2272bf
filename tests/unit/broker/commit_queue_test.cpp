// SPDX-License-Identifier: Apache-2.0
#include "core/broker/commit_queue.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace loads::broker;
using std::chrono::milliseconds;

namespace {

constexpr base::TimePoint start{std::chrono::hours(1)};
const store::Append append{{{{1}}, 1}, 1, 1, "", ""};

} // namespace

BOOST_AUTO_TEST_SUITE(commit_queue)

BOOST_AUTO_TEST_CASE(a_batch_waits_for_others_but_not_for_long) {
  CommitQueue queue;
  BOOST_TEST((queue.next_deadline() == base::never));
  queue.add(append, start);
  BOOST_TEST(!queue.take_due(start));
  BOOST_TEST((queue.next_deadline() == start + milliseconds(5))); // idle
  for (int i = 1; i <= 5; ++i)
    queue.add(append, start + milliseconds(4 * i));
  BOOST_TEST((queue.next_deadline() == start + milliseconds(20)));
  BOOST_TEST(!queue.take_due(start + milliseconds(19)));
  BOOST_TEST(queue.take_due(start + milliseconds(20))->size() == 6u);
}

BOOST_AUTO_TEST_CASE(many_batches_and_all_else_go_at_once) {
  CommitQueue many;
  for (int i = 0; i < 200; ++i)
    many.add(append, start);
  BOOST_TEST(many.take_due(start)->size() == 200u);
  CommitQueue state;
  state.add(append, start);
  state.add(store::DropRun{}, start);
  BOOST_TEST(state.take_due(start)->size() == 2u);
}

BOOST_AUTO_TEST_CASE(one_transaction_is_under_way_at_a_time) {
  CommitQueue queue;
  queue.add(store::DropRun{}, start);
  BOOST_TEST(bool(queue.take_due(start)));
  queue.add(store::DropRun{}, start);
  BOOST_TEST(!queue.take_due(start + std::chrono::seconds(1)));
  queue.committed();
  BOOST_TEST(bool(queue.take_due(start)));
}

BOOST_AUTO_TEST_CASE(what_is_held_goes_out_when_all_before_it_is_stored) {
  CommitQueue queue;
  queue.hold(Notify{{}, "nothing to wait for"});
  BOOST_TEST(queue.take_free().size() == 1u);
  queue.add(store::DropRun{}, start);
  queue.hold(Notify{{}, "first"});
  BOOST_TEST(queue.take_free().empty());
  queue.take_due(start);
  queue.hold(Notify{{}, "of the first, too"});
  queue.add(store::DropRun{}, start);
  queue.hold(Notify{{}, "second"});
  BOOST_TEST(queue.take_free().empty());
  BOOST_TEST(queue.committed().size() == 2u);
  BOOST_TEST(queue.take_free().empty());
  queue.take_due(start);
  const std::vector<Action> second = queue.committed();
  BOOST_REQUIRE(second.size() == 1u);
  BOOST_TEST(std::get<Notify>(second[0]).observer == "second");
}

BOOST_AUTO_TEST_CASE(after_a_failure_nothing_of_it_goes_out) {
  CommitQueue queue;
  queue.add(store::DropRun{}, start);
  queue.hold(Notify{});
  queue.take_due(start);
  queue.add(store::DropRun{}, start);
  queue.hold(Notify{});
  BOOST_TEST(queue.failed().size() == 2u);
  BOOST_TEST(queue.take_free().empty());
  BOOST_TEST(!queue.take_due(start));
}

BOOST_AUTO_TEST_SUITE_END()
