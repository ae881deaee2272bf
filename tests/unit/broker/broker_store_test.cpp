// SPDX-License-Identifier: Apache-2.0
// What the broker says is true after a restart.
#include "tests/unit/broker/fixture.hpp"

using namespace loads;
using namespace loads::broker;
using wire::BatchKind;
using wire::JobState;
using wire::RunState;

namespace {

const wire::StreamId first{run, 1};

std::vector<std::uint64_t> acknowledged(Fixture& fixture, const Peer& peer) {
  std::vector<std::uint64_t> numbers;
  for (const wire::Message& message : fixture.take_all<wire::Ack>(peer))
    numbers.push_back(message.sequence);
  return numbers;
}
using Numbers = std::vector<std::uint64_t>;

// As the last RUN of the feed says.
std::string last_published_fault(Fixture& fixture) {
  std::string fault = "nothing was published";
  while (const auto published = fixture.take_action<Publish>())
    if (published->message.type == wire::Run::info.number)
      fault = wire::read_payload<wire::Run>(published->message)->store_fault;
  return fault;
}

} // namespace

BOOST_AUTO_TEST_SUITE(broker_store)

BOOST_AUTO_TEST_CASE(a_batch_is_acknowledged_and_published_when_it_is_stored) {
  Fixture fixture;
  fixture.run_on_two();
  while (fixture.take_action<Publish>()) {
  }
  fixture.commits = false;
  fixture.batch("a", first, 1, BatchKind::frame, frame_of(1, 1, 1));
  BOOST_TEST(acknowledged(fixture, "a").empty());
  BOOST_TEST(!fixture.take_action<Publish>());
  const auto commit = fixture.take_action<Commit>();
  BOOST_REQUIRE(commit);
  BOOST_TEST(commit->transaction.size() == 1u);
  fixture.batch("a", first, 2, BatchKind::frame, frame_of(2, 1, 2)); // for the next one
  fixture.broker->committed(fixture.now);
  fixture.go();
  BOOST_TEST(acknowledged(fixture, "a") == Numbers{1});
  BOOST_TEST(fixture.take_action<Publish>()->message.sequence == 1u);
  BOOST_TEST(!fixture.take_action<Publish>());
}

BOOST_AUTO_TEST_CASE(repeated_batches_are_acknowledged_and_not_stored_and_gaps_are_not_taken) {
  Fixture fixture;
  fixture.run_on_two();
  fixture.batch("a", first, 1, BatchKind::frame, frame_of(1, 1, 1));
  fixture.batch("a", first, 1, BatchKind::frame, frame_of(1, 1, 1));
  fixture.batch("a", first, 3, BatchKind::frame, frame_of(3, 1, 3));
  BOOST_TEST(acknowledged(fixture, "a") == (Numbers{1, 1, 1}));
  BOOST_TEST(fixture.store.read(first, 0, SIZE_MAX)->size() == 1u);
  BOOST_TEST(fixture.broker->runs().at(run).streams.at(1).note.hits == 1u);
}

BOOST_AUTO_TEST_CASE(a_run_is_told_of_when_it_is_stored) {
  Fixture fixture;
  fixture.hello("a");
  fixture.commits = false;
  fixture.submit(1);
  BOOST_TEST(fixture.take_all<wire::Run>("runner").empty());
  BOOST_TEST(fixture.take_all<wire::Assign>("a").empty());
  fixture.beat("a");
  BOOST_TEST(bool(fixture.take<wire::BeatAnswer>("a"))); // that says nothing of runs
  fixture.broker->committed(fixture.now);
  fixture.go();
  BOOST_TEST(fixture.take_all<wire::Run>("runner").size() == 1u);
  BOOST_TEST(!fixture.take_all<wire::Assign>("a").empty());
}

BOOST_AUTO_TEST_CASE(a_run_that_perhaps_was_not_stored_is_not_told_of) {
  Fixture fixture;
  fixture.hello("a");
  fixture.commits = false;
  fixture.submit(1);
  fixture.broker->commit_failed(base::infrastructure_error("the disk is full"), fixture.now);
  fixture.go();
  BOOST_TEST(fixture.take_all<wire::Refused>("runner").size() == 1u);
  fixture.submit(1); // once more, before the broker knows what is stored
  BOOST_TEST(fixture.take_all<wire::Run>("runner").empty());
  fixture.broker->reloaded(*fixture.store.load(), fixture.now);
  fixture.commits = true;
  fixture.advance(second);
  fixture.submit(1);
  BOOST_TEST(fixture.take_all<wire::Run>("runner").size() == 1u);
  BOOST_TEST(fixture.store.load()->runs.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_submission_that_comes_twice_is_one_run) {
  Fixture fixture;
  fixture.hello("a");
  fixture.submit(1);
  fixture.submit(1);
  BOOST_TEST(fixture.take_all<wire::Run>("runner").size() == 2u);
  BOOST_TEST(fixture.take_all<wire::Assign>("a").size() == 1u);
  BOOST_TEST(fixture.store.load()->streams.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_broker_that_begins_anew_goes_on_where_it_was) {
  Fixture fixture;
  fixture.run_on_two();
  fixture.batch("a", first, 1, BatchKind::frame, frame_of(1, 10, 10));
  fixture.restart();
  BOOST_TEST((fixture.report().state == RunState::running));
  fixture.beat("a", {fixture.job(1, JobState::running)});
  BOOST_TEST(bool(fixture.take<wire::Who>("a")));
  fixture.hello("a", {fixture.job(1, JobState::running)});
  const auto welcome = fixture.take<wire::Welcome>("a");
  BOOST_REQUIRE(welcome);
  BOOST_REQUIRE(welcome->marks.size() == 1u);
  BOOST_TEST(welcome->marks[0].durable == 1u);
  fixture.batch("a", first, 2, BatchKind::frame, frame_of(2, 5, 15));
  BOOST_TEST(fixture.broker->runs().at(run).streams.at(1).note.hits == 15u);
  BOOST_TEST(fixture.broker->runs().at(run).streams.at(1).note.fault == "");
  fixture.end("a", first, 3, {true, "", 15, 0, 0});
  fixture.hello("b", {fixture.job(2, JobState::running)});
  fixture.end("b", {run, 2}, 1);
  BOOST_TEST((fixture.report().outcome == wire::Outcome::complete));
  // The last acknowledgement was lost: the agent asks again, of a run that is closed.
  fixture.restart();
  fixture.hello("a", {fixture.job(1, JobState::finishing)});
  BOOST_TEST(acknowledged(fixture, "a") == Numbers{3});
}

BOOST_AUTO_TEST_CASE(observers_are_told_after_a_restart_until_they_have_heard) {
  Fixture fixture;
  fixture.hello("a");
  fixture.submit(1);
  fixture.beat("a", {fixture.job(1, JobState::ready)});
  fixture.end("a", first, 1);
  BOOST_TEST(bool(fixture.take_action<Notify>()));
  fixture.restart();
  BOOST_TEST(bool(fixture.take_action<Notify>()));
  fixture.broker->notice_done(run, "irc", loads::module::Delivery::failed, fixture.now);
  fixture.go();
  BOOST_TEST(!fixture.take_action<Notify>());
  fixture.advance(4 * second);
  BOOST_TEST(bool(fixture.take_action<Notify>()));
  fixture.broker->notice_done(run, "irc", loads::module::Delivery::done, fixture.now);
  fixture.go();
  fixture.restart();
  BOOST_TEST(!fixture.take_action<Notify>());
}

BOOST_AUTO_TEST_CASE(an_observer_that_never_hears_is_given_up) {
  Fixture fixture;
  fixture.hello("a");
  fixture.submit(1);
  fixture.beat("a", {fixture.job(1, JobState::ready)});
  fixture.end("a", first, 1);
  for (int i = 1; i <= 6; ++i) {
    BOOST_TEST(bool(fixture.take_action<Notify>()));
    fixture.broker->notice_done(run, "irc", loads::module::Delivery::failed, fixture.now);
    if (i == 1)
      BOOST_TEST(fixture.broker->take_words().back() == "the observer irc could not be told of run " +
                                                            run.text() +
                                                            " (attempt 1 of 6); it is tried again in 4s");
    fixture.advance(2000 * second);
  }
  BOOST_TEST(!fixture.take_action<Notify>());
  BOOST_TEST(fixture.store.load()->notices.empty());
}

BOOST_AUTO_TEST_CASE(while_the_store_cannot_be_written_nothing_is_promised) {
  Fixture fixture;
  fixture.run_on_two();
  fixture.batch("a", first, 1, BatchKind::frame, frame_of(1, 1, 1));
  acknowledged(fixture, "a");
  fixture.commits = false;
  fixture.batch("a", first, 2, BatchKind::frame, frame_of(2, 1, 2));
  BOOST_TEST(bool(fixture.take_action<Commit>()));
  fixture.broker->commit_failed(base::infrastructure_error("the disk is full"), fixture.now);
  fixture.go();
  BOOST_TEST(bool(fixture.take_action<Reload>()));
  BOOST_TEST(acknowledged(fixture, "a").empty());
  fixture.broker->reloaded(*fixture.store.load(), fixture.now);
  fixture.go();
  BOOST_TEST(
      fixture.broker->take_faults() ==
          std::vector<std::string>{"the store cannot be written, which is tried again: the disk is full"},
      boost::test_tools::per_element());
  BOOST_TEST(last_published_fault(fixture) == "the disk is full"); // those who follow learn it
  // Back to what is stored; who asks learns why.
  fixture.batch("a", first, 2, BatchKind::frame, frame_of(2, 1, 2));
  const std::vector<wire::Message> answers = fixture.take_all<wire::Ack>("a");
  BOOST_REQUIRE(answers.size() == 1u);
  BOOST_TEST(answers[0].sequence == 1u);
  BOOST_TEST(wire::read_payload<wire::Ack>(answers[0])->credit == 0u);
  fixture.submit(1, other_run);
  BOOST_TEST(fixture.take<wire::Refused>("runner")->reason == "the disk is full");
  // Then it is tried again, and agents may send.
  fixture.advance(second);
  fixture.commits = true;
  fixture.batch("a", first, 2, BatchKind::frame, frame_of(2, 1, 2));
  BOOST_TEST(fixture.take<wire::Ack>("a")->credit == 64u);
  BOOST_TEST(fixture.store.read(first, 0, SIZE_MAX)->size() == 2u);
  BOOST_TEST(last_published_fault(fixture) == "");
}

BOOST_AUTO_TEST_CASE(a_submission_that_could_not_be_stored_is_refused) {
  Fixture fixture;
  fixture.hello("a");
  fixture.commits = false;
  fixture.submit(1);
  fixture.broker->commit_failed(base::infrastructure_error("the disk is full"), fixture.now);
  fixture.go();
  const auto refused = fixture.take_all<wire::Refused>("runner");
  BOOST_REQUIRE(refused.size() == 1u);
  BOOST_TEST(refused[0].sequence == 5u);
  fixture.broker->reloaded(*fixture.store.load(), fixture.now);
  BOOST_TEST(fixture.broker->runs().empty());
}

BOOST_AUTO_TEST_SUITE_END()
