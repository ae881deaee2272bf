// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/broker/fixture.hpp"

using namespace loads;
using namespace loads::broker;
using wire::BatchKind;
using wire::JobState;
using wire::Outcome;
using wire::RunState;

namespace {

const wire::StreamId first{run, 1}, second_stream{run, 2};

} // namespace

BOOST_AUTO_TEST_SUITE(broker_runs)

BOOST_AUTO_TEST_CASE(a_run_starts_when_all_are_ready_and_ends_when_all_have_ended) {
  Fixture fixture;
  fixture.hello("a");
  fixture.hello("b");
  fixture.submit(2);
  const auto answer = fixture.take_all<wire::Run>("runner");
  BOOST_REQUIRE(answer.size() == 1u);
  BOOST_TEST(answer[0].sequence == 5u);
  BOOST_TEST(fixture.take<wire::Assign>("a")->agents == 2u);
  BOOST_TEST(bool(fixture.take<wire::Assign>("b")));
  fixture.beat("a", {fixture.job(1, JobState::ready)});
  BOOST_TEST((fixture.report().state == RunState::preparing));
  BOOST_TEST(!fixture.take<wire::Start>("a"));
  fixture.beat("b", {fixture.job(2, JobState::ready)});
  BOOST_TEST((fixture.report().state == RunState::running));
  const auto at_a = fixture.take<wire::Start>("a"), at_b = fixture.take<wire::Start>("b");
  BOOST_REQUIRE(at_a);
  BOOST_REQUIRE(at_b);
  BOOST_TEST(at_a->at_ns == at_b->at_ns);
  BOOST_TEST(at_a->at_ns > fixture.now.time_since_epoch().count());

  fixture.batch("a", first, 1, BatchKind::frame, frame_of(1, 10, 10));
  fixture.end("a", first, 2, {true, "", 10, 3, 4});
  BOOST_TEST((fixture.report().state == RunState::running));
  fixture.batch("b", second_stream, 1, BatchKind::frame, frame_of(1, 20, 20));
  fixture.end("b", second_stream, 2, {true, "", 20, 0, 0});
  const wire::RunReport& report = fixture.report();
  BOOST_TEST((report.state == RunState::closed));
  BOOST_TEST((report.outcome == Outcome::complete));
  BOOST_TEST(report.gaps.empty());
  BOOST_TEST(report.streams[0].hits == 10u);
  BOOST_TEST(report.streams[0].late_ns == 3);
  BOOST_TEST(report.streams[1].hits == 20u);
  BOOST_TEST(report.ended_unix_ns > 0u);
  const auto notice = fixture.take_action<Notify>();
  BOOST_REQUIRE(notice);
  BOOST_TEST(notice->observer == "irc");
}

BOOST_AUTO_TEST_CASE(a_refusal_of_one_agent_ends_the_run_before_it_begins) {
  Fixture fixture;
  fixture.hello("a");
  fixture.hello("b");
  fixture.submit(2);
  fixture.beat("a", {fixture.job(1, JobState::ready)});
  fixture.beat("b", {fixture.job(2, JobState::failed)});
  BOOST_TEST((fixture.report().outcome == Outcome::refused));
  BOOST_TEST(fixture.report().reason == "b: no such symbol");
  BOOST_TEST(bool(fixture.take<wire::Forget>("a")));
  BOOST_TEST(!fixture.take<wire::Start>("a"));
  BOOST_TEST(!fixture.take_action<Notify>()); // nothing has been
}

BOOST_AUTO_TEST_CASE(agents_that_are_not_ready_in_time_are_named) {
  Fixture fixture;
  fixture.hello("a");
  fixture.hello("b");
  fixture.submit(2);
  for (int i = 0; i < 61; ++i) {
    fixture.advance(second);
    fixture.beat("a", {fixture.job(1, JobState::ready)});
    fixture.beat("b", {fixture.job(2, JobState::preparing)});
  }
  BOOST_TEST((fixture.report().outcome == Outcome::refused));
  BOOST_TEST(fixture.report().reason == "not ready in time: b");
}

BOOST_AUTO_TEST_CASE(an_agent_that_ends_before_the_start_ends_the_run) {
  Fixture fixture;
  fixture.hello("a");
  fixture.hello("b");
  fixture.submit(2);
  fixture.beat("a", {fixture.job(1, JobState::ready)});
  fixture.batch("b", second_stream, 1, BatchKind::tests, "[]");
  fixture.hello("b again",
                {fixture.job(2, JobState::finishing)}); // a new process with the spool of the old one
  fixture.end("b again", second_stream, 2, {false, "the agent ended in the middle of the run", 0, 0, 0});
  BOOST_TEST((fixture.report().outcome == Outcome::refused));
  BOOST_TEST(fixture.report().reason == "b again: the agent ended in the middle of the run");
  BOOST_TEST(bool(fixture.take<wire::Forget>("a")));
}

BOOST_AUTO_TEST_CASE(a_lost_agent_is_named_and_the_others_go_on) {
  Fixture fixture;
  fixture.run_on_two();
  fixture.batch("b", second_stream, 1, BatchKind::frame, frame_of(1, 20, 20));
  for (int i = 0; i < 16; ++i) {
    fixture.advance(second);
    fixture.beat("a", {fixture.job(1, JobState::running)});
  }
  BOOST_TEST((fixture.report().state == RunState::running)); // degraded
  BOOST_TEST((fixture.report().streams[1].state == wire::StreamState::lost));
  fixture.end("a", first, 1);
  const wire::RunReport& report = fixture.report();
  BOOST_TEST((report.outcome == Outcome::incomplete));
  BOOST_REQUIRE(report.gaps.size() == 1u);
  BOOST_TEST(report.gaps[0].agent == "b");
  BOOST_TEST(report.gaps[0].from_ns == 1'000'000'000u);
  BOOST_TEST(report.gaps[0].to_ns > 15'000'000'000u);
  BOOST_TEST(report.gaps[0].reason == "the agent was lost");
  // It comes back, too late.
  fixture.batch("b", second_stream, 2, BatchKind::frame, frame_of(2, 20, 40));
  BOOST_TEST(bool(fixture.take<wire::Forget>("b")));
}

BOOST_AUTO_TEST_CASE(a_gap_ends_where_the_other_agents_ended) {
  Fixture fixture;
  fixture.run_on_two();
  fixture.batch("b", second_stream, 1, BatchKind::frame, frame_of(1, 20, 20));
  fixture.batch("a", first, 1, BatchKind::frame, frame_of(9, 20, 20));
  fixture.end("a", first, 2, {true, "", 20, 0, 0});
  fixture.advance(lost_after + second);
  const wire::RunReport& report = fixture.report();
  BOOST_TEST((report.outcome == Outcome::incomplete));
  BOOST_REQUIRE(report.gaps.size() == 1u);
  BOOST_TEST(report.gaps[0].from_ns == 1'000'000'000u);
  BOOST_TEST(report.gaps[0].to_ns == 9'000'000'000u);
}

BOOST_AUTO_TEST_CASE(a_free_agent_takes_the_part_of_one_that_is_silent_before_the_start) {
  Fixture fixture;
  for (const char* name : {"a", "b", "c"})
    fixture.hello(name);
  fixture.submit(2);
  fixture.batch("b", second_stream, 1, BatchKind::words, "x"); // and then nothing
  for (int i = 0; i < 4; ++i) {
    fixture.advance(second);
    fixture.beat("a", {fixture.job(1, JobState::ready)});
    fixture.beat("c");
  }
  BOOST_TEST(bool(fixture.take<wire::Forget>("b")));
  const auto assign = fixture.take_all<wire::Assign>("c");
  BOOST_REQUIRE(!assign.empty());
  BOOST_TEST(assign.back().stream.stream == 3u); // what b said is not counted
  BOOST_REQUIRE(fixture.report().streams.size() == 2u);
  BOOST_TEST(fixture.report().streams[1].agent == "c");
  // It comes back, and it is too late.
  fixture.beat("b", {fixture.job(2, JobState::ready)});
  BOOST_TEST((fixture.report().state == RunState::preparing));
  BOOST_TEST(fixture.take<wire::Forget>("b")->reason == "another agent takes that part of the run");
  fixture.batch("b", second_stream, 2, BatchKind::words, "y");
  BOOST_TEST(bool(fixture.take<wire::Forget>("b")));
  fixture.beat("c", {fixture.job(3, JobState::ready)});
  BOOST_TEST((fixture.report().state == RunState::running));
  fixture.restart(); // and so it is stored
  BOOST_REQUIRE(fixture.report().streams.size() == 2u);
  BOOST_TEST(fixture.report().streams[1].stream == 3u);
}

BOOST_AUTO_TEST_CASE(an_agent_that_is_gone_or_ends_before_the_start_is_replaced_at_once) {
  Fixture fixture;
  for (const char* name : {"a", "b", "c"})
    fixture.hello(name);
  fixture.submit(1);
  fixture.lose_connection("a"); // as ASSIGN shows
  fixture.advance(second);
  BOOST_TEST(bool(fixture.take<wire::Assign>("b")));
  fixture.tell("b", wire::Beat{0, false, {fixture.job(2, JobState::failed)}}, {}, ++fixture.spoken);
  BOOST_TEST(bool(fixture.take<wire::Assign>("c")));
  fixture.beat("c", {fixture.job(3, JobState::ready)});
  BOOST_TEST((fixture.report().state == RunState::running));
}

BOOST_AUTO_TEST_CASE(an_agent_that_was_started_anew_before_the_start_gets_its_part_again) {
  Fixture fixture;
  fixture.hello("a");
  fixture.submit(1);
  fixture.batch("a", first, 1, BatchKind::words, "x");
  fixture.lose_connection("a");
  fixture.hello_of_another("a", "a2");
  for (int i = 0; i < 4; ++i) {
    fixture.advance(second);
    fixture.tell("a2", wire::Beat{0, true, {}}, {}, ++fixture.spoken);
  }
  const auto assign = fixture.take_all<wire::Assign>("a2");
  BOOST_REQUIRE(!assign.empty());
  BOOST_TEST(assign.back().stream.stream == 2u);
}

BOOST_AUTO_TEST_CASE(a_lost_agent_that_comes_back_in_time_completes_the_run) {
  Fixture fixture;
  fixture.run_on_two();
  for (int i = 0; i < 20; ++i) {
    fixture.advance(second);
    fixture.beat("a", {fixture.job(1, JobState::running)});
  }
  fixture.batch("b", second_stream, 1, BatchKind::frame, frame_of(1, 20, 20));
  fixture.end("b", second_stream, 2, {true, "", 20, 0, 0});
  fixture.end("a", first, 1);
  BOOST_TEST((fixture.report().outcome == Outcome::complete));
}

BOOST_AUTO_TEST_CASE(a_loss_can_end_the_run) {
  Fixture fixture;
  fixture.hello("a");
  fixture.hello("b");
  fixture.submit(2, run, false, wire::OnLoss::abort);
  fixture.beat("a", {fixture.job(1, JobState::ready)});
  fixture.beat("b", {fixture.job(2, JobState::ready)});
  for (int i = 0; i < 16; ++i) {
    fixture.advance(second);
    fixture.beat("a", {fixture.job(1, JobState::running)});
  }
  BOOST_TEST((fixture.report().state == RunState::stopping));
  BOOST_TEST(fixture.report().reason == "b was lost");
  BOOST_TEST(bool(fixture.take<wire::Stop>("a")));
}

BOOST_AUTO_TEST_CASE(a_worker_that_died_makes_the_run_incomplete_with_its_reason) {
  Fixture fixture;
  fixture.run_on_two();
  fixture.end("a", first, 1);
  fixture.batch("b", second_stream, 1, BatchKind::frame, frame_of(1, 20, 20));
  fixture.end("b", second_stream, 2, {false, "the worker was killed by signal 11", 20, 0, 0});
  BOOST_TEST((fixture.report().outcome == Outcome::incomplete));
  BOOST_TEST(fixture.report().gaps.at(0).reason == "the worker was killed by signal 11");
}

BOOST_AUTO_TEST_CASE(figures_that_do_not_add_up_make_the_run_incomplete) {
  Fixture fixture;
  fixture.run_on_two();
  fixture.end("a", first, 1);
  fixture.batch("b", second_stream, 1, BatchKind::frame, frame_of(1, 20, 21));
  fixture.end("b", second_stream, 2, {true, "", 21, 0, 0});
  BOOST_TEST((fixture.report().outcome == Outcome::incomplete));
  BOOST_TEST(fixture.report().gaps.at(0).reason.find("20 hits arrived") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_a_run_in_every_state) {
  Fixture queued;
  queued.submit(1, run, true);
  queued.tell("runner", wire::Stop{false}, {run, 0}, 6);
  BOOST_TEST((queued.report().outcome == Outcome::refused));
  BOOST_TEST(queued.report().reason == "stopped by this user");

  Fixture preparing;
  preparing.hello("a");
  preparing.submit(1);
  preparing.tell("runner", wire::Stop{false}, {run, 0}, 6);
  BOOST_TEST((preparing.report().outcome == Outcome::refused));
  BOOST_TEST(bool(preparing.take<wire::Forget>("a")));

  Fixture running;
  running.run_on_two();
  running.tell("runner", wire::Stop{false}, {run, 0}, 6);
  BOOST_TEST((running.report().state == RunState::stopping));
  BOOST_TEST(!running.take<wire::Stop>("a")->now);
  for (int i = 0; i < 11; ++i) {
    running.advance(second);
    running.beat("a", {running.job(1, JobState::running)});
    running.beat("b", {running.job(2, JobState::running)});
  }
  BOOST_TEST(running.take<wire::Stop>("a")->now); // it took too long
  running.end("a", first, 1);
  running.end("b", second_stream, 1);
  BOOST_TEST((running.report().outcome == Outcome::complete));
  BOOST_TEST(running.report().reason == "stopped by this user");
}

BOOST_AUTO_TEST_CASE(who_attaches_gets_what_is_missing_and_how_it_stands) {
  Fixture fixture;
  fixture.run_on_two();
  for (std::uint64_t i = 1; i <= 3; ++i)
    fixture.batch("a", first, i, BatchKind::frame, frame_of(i, 1, i));
  fixture.tell("other", wire::Attach{{{1, 2}, {7, 1}}}, {run, 0}, 8);
  auto replay = fixture.take_action<Replay>();
  BOOST_REQUIRE(replay);
  BOOST_TEST(replay->to == "other");
  BOOST_REQUIRE(replay->after.size() == 1u);
  BOOST_TEST(replay->after[0].stream == 1u);
  BOOST_TEST(replay->after[0].through == 2u);
  BOOST_TEST(replay->then.sequence == 8u);
  BOOST_TEST(wire::read_payload<wire::Run>(replay->then)->report.streams[0].hits == 3u);
  fixture.tell("other", wire::Attach{}, {other_run, 0}, 9);
  BOOST_TEST((fixture.take<wire::Refused>("other")->kind == wire::Refusal::usage));
}

BOOST_AUTO_TEST_CASE(runs_are_apart_from_each_other) {
  Fixture fixture;
  fixture.hello("a");
  fixture.submit(1);
  fixture.submit(1, other_run);
  fixture.beat("a", {fixture.job(1, JobState::ready), fixture.job(1, JobState::ready, other_run)});
  fixture.batch("a", {run, 1}, 1, BatchKind::frame, frame_of(1, 5, 5));
  fixture.batch("a", {other_run, 1}, 1, BatchKind::frame, frame_of(1, 7, 7));
  fixture.end("a", {run, 1}, 2, {true, "", 5, 0, 0});
  BOOST_TEST((fixture.report().outcome == Outcome::complete));
  BOOST_TEST(fixture.report().streams[0].hits == 5u);
  BOOST_TEST((fixture.report(other_run).state == RunState::running));
}

BOOST_AUTO_TEST_CASE(old_runs_are_folded_and_then_dropped) {
  Fixture fixture;
  fixture.hello("a");
  for (std::uint8_t i = 1; i <= 5; ++i) {
    const wire::RunId id{{i}};
    fixture.submit(1, id);
    fixture.beat("a", {fixture.job(1, JobState::ready, id)});
    fixture.end("a", {id, 1}, 1);
    fixture.advance(second);
  }
  BOOST_TEST(fixture.broker->runs().size() == 3u);
  BOOST_TEST(!fixture.broker->runs().contains(run));
  BOOST_TEST(fixture.store.load()->runs.size() == 3u);
  const auto fold = fixture.take_action<FoldRun>();
  BOOST_REQUIRE(fold);
  BOOST_TEST((fold->run == run)); // the third from the end, at that time
}

BOOST_AUTO_TEST_SUITE_END()
