// SPDX-License-Identifier: Apache-2.0
#include "core/client/follower.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace loads::client;
using wire::BatchKind;

namespace {

constexpr base::Duration second = std::chrono::seconds(1);
const wire::RunId run{{1}};

struct Fixture {
  void feed(std::uint64_t stream, std::uint64_t sequence, const std::string& bytes,
            BatchKind kind = BatchKind::words) {
    BOOST_TEST(bool(follower.receive(
        wire::make_batch({run, stream}, sequence, static_cast<std::uint16_t>(kind), bytes), now)));
  }
  void report(wire::RunState state, std::uint64_t batches, std::uint64_t question = 0) {
    wire::Run message;
    message.report.state = state;
    message.report.streams.resize(1);
    message.report.streams[0].stream = 1;
    message.report.streams[0].batches = batches;
    BOOST_TEST(bool(follower.receive(wire::make_message(message, {run, 0}, question), now)));
  }
  // Through which batch of stream 1 the next question says that it has all; -1 if nothing is asked.
  int asked() {
    const std::optional<wire::Message> question = follower.next(now);
    if (!question)
      return -1;
    last_question = question->sequence;
    const auto attach = wire::read_payload<wire::Attach>(*question);
    return attach->seen.empty() ? 0 : static_cast<int>(attach->seen[0].through);
  }
  std::string delivered() {
    std::string text;
    for (const Delivery& delivery : follower.take_deliveries())
      text += delivery.bytes;
    return text;
  }

  base::TimePoint now{std::chrono::hours(1)};
  Follower follower{run, now};
  std::uint64_t last_question = 0;
};

} // namespace

BOOST_AUTO_TEST_CASE(it_begins_with_a_question) {
  Fixture fixture;
  BOOST_TEST(fixture.asked() == 0);
  BOOST_TEST(fixture.asked() == -1);
  fixture.now += second;
  BOOST_TEST(fixture.asked() == 0); // no answer came
}

BOOST_AUTO_TEST_CASE(each_batch_is_delivered_once_and_in_order) {
  Fixture fixture;
  fixture.feed(1, 1, "a");
  fixture.feed(1, 1, "a");
  fixture.feed(2, 1, "A");
  fixture.feed(1, 2, "b");
  BOOST_TEST(fixture.delivered() == "aAb");
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_asked_for) {
  Fixture fixture;
  fixture.asked();
  fixture.report(wire::RunState::running, 0, fixture.last_question);
  fixture.feed(1, 1, "a");
  BOOST_TEST(fixture.asked() == -1);
  fixture.feed(1, 3, "c"); // of a feed that lost one
  BOOST_TEST(fixture.delivered() == "a");
  BOOST_TEST(fixture.asked() == 1);
  fixture.feed(1, 2, "b");
  fixture.report(wire::RunState::running, 3, fixture.last_question); // there is more
  BOOST_TEST(fixture.asked() == 2);
  fixture.feed(1, 3, "c");
  fixture.report(wire::RunState::running, 3, fixture.last_question);
  BOOST_TEST(fixture.asked() == -1);
  BOOST_TEST(fixture.delivered() == "bc");
}

BOOST_AUTO_TEST_CASE(it_is_done_when_the_run_is_closed_and_all_is_there) {
  Fixture fixture;
  fixture.asked();
  fixture.feed(1, 1, "a");
  fixture.report(wire::RunState::closed, 2, fixture.last_question);
  BOOST_TEST(!fixture.follower.is_done());
  BOOST_TEST(fixture.asked() == 1);
  fixture.feed(1, 2, "b");
  BOOST_TEST(fixture.follower.is_done());
  fixture.now += 10 * second;
  BOOST_TEST(fixture.asked() == -1);
}

BOOST_AUTO_TEST_CASE(a_folded_batch_stands_for_all) {
  Fixture fixture;
  fixture.feed(1, 1, "a");
  fixture.feed(1, 9,
               wire::encode(wire::make_batch({run, 1}, 2, 3, "b")) +
                   wire::encode(wire::make_batch({run, 1}, 9, 5, "c")),
               BatchKind::folded);
  fixture.report(wire::RunState::closed, 9);
  const std::vector<Delivery> deliveries = fixture.follower.take_deliveries();
  BOOST_REQUIRE(deliveries.size() == 4u);
  BOOST_TEST((deliveries[1].kind == BatchKind::folded)); // forget what came before
  BOOST_TEST(deliveries[2].bytes == "b");
  BOOST_TEST((deliveries[3].kind == BatchKind::end));
  BOOST_TEST(fixture.follower.is_done());
}

BOOST_AUTO_TEST_CASE(a_folded_batch_that_makes_no_sense_is_an_error) {
  Fixture fixture;
  BOOST_TEST(!fixture.follower.receive(
      wire::make_batch({run, 1}, 1, static_cast<std::uint16_t>(BatchKind::folded), "nonsense"), fixture.now));
}

BOOST_AUTO_TEST_CASE(an_old_report_changes_nothing) {
  Fixture fixture;
  fixture.report(wire::RunState::closed, 5);
  fixture.report(wire::RunState::running, 3);
  BOOST_TEST((fixture.follower.report().state == wire::RunState::closed));
}

BOOST_AUTO_TEST_CASE(silence_is_noticed) {
  Fixture fixture;
  fixture.report(wire::RunState::running, 0);
  fixture.now += 5 * second;
  BOOST_TEST(!fixture.follower.is_alone(fixture.now));
  BOOST_TEST(fixture.asked() == 0); // it was quiet for too long
  fixture.now += second;
  BOOST_TEST(fixture.follower.is_alone(fixture.now));
}

BOOST_AUTO_TEST_CASE(a_refusal_is_an_error_with_its_reason) {
  Fixture fixture;
  const base::Status status = fixture.follower.receive(
      wire::make_message(wire::Refused{wire::Refusal::usage, "this broker has no such run"}, {run, 0}),
      fixture.now);
  BOOST_REQUIRE(!status);
  BOOST_TEST(status.error().text == "this broker has no such run");
}

BOOST_AUTO_TEST_CASE(messages_of_other_runs_are_passed_over) {
  Fixture fixture;
  BOOST_TEST(bool(fixture.follower.receive(wire::make_batch({{{2}}, 1}, 1, 3, "x"), fixture.now)));
  BOOST_TEST(fixture.delivered() == "");
}
