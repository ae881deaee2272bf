// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/broker/fixture.hpp"

using namespace loads;
using namespace loads::broker;
using wire::JobState;
using wire::RunState;

BOOST_AUTO_TEST_SUITE(broker_agents)

BOOST_AUTO_TEST_CASE(who_is_not_known_is_asked) {
  Fixture fixture;
  fixture.beat("a");
  BOOST_TEST(bool(fixture.take<wire::Who>("a")));
  fixture.batch("a", {run, 1}, 1, wire::BatchKind::words, "x");
  BOOST_TEST(bool(fixture.take<wire::Who>("a")));
  fixture.hello("a");
  BOOST_TEST(fixture.take<wire::Welcome>("a")->credit == 64u);
  fixture.beat("a");
  BOOST_TEST(bool(fixture.take<wire::BeatAnswer>("a")));
  BOOST_TEST(!fixture.take<wire::Who>("a"));
}

BOOST_AUTO_TEST_CASE(a_ping_tells_who_is_there) {
  Fixture fixture;
  fixture.run_on_two();
  fixture.tell("runner", wire::Ping{}, {}, 77);
  const auto answers = fixture.take_all<wire::Cluster>("runner");
  BOOST_REQUIRE(answers.size() == 1u);
  BOOST_TEST(answers[0].sequence == 77u);
  const auto cluster = wire::read_payload<wire::Cluster>(answers[0]);
  BOOST_TEST(cluster->pid == 4321u);
  BOOST_REQUIRE(cluster->agents.size() == 2u);
  BOOST_TEST(cluster->agents[0].name == "a");
  BOOST_TEST(cluster->agents[0].jobs == 1u);
  BOOST_REQUIRE(cluster->runs.size() == 1u);
  BOOST_TEST((cluster->runs[0].state == RunState::running));
}

BOOST_AUTO_TEST_CASE(too_few_agents_are_refused_with_the_numbers) {
  Fixture fixture;
  fixture.hello("a");
  fixture.submit(3);
  const auto refused = fixture.take<wire::Refused>("runner");
  BOOST_REQUIRE(refused);
  BOOST_TEST(refused->reason ==
             "not enough agents: the run takes 3, 1 agent registered, 1 free; start more with "
             "loads-agent, or wait for them with --wait-agents");
  BOOST_TEST(!fixture.broker->runs().contains(run));
  // What was refused stays refused, although there are enough now: the runner has gone away.
  fixture.hello("b");
  fixture.hello("c");
  fixture.submit(3);
  BOOST_TEST(bool(fixture.take<wire::Refused>("runner")));
}

BOOST_AUTO_TEST_CASE(a_run_that_waits_begins_when_there_are_enough) {
  Fixture fixture;
  fixture.hello("a");
  fixture.submit(2, run, true);
  BOOST_TEST((fixture.report().state == RunState::queued));
  fixture.submit(1, other_run, true); // there is one, but it was promised
  fixture.hello("b");
  BOOST_TEST((fixture.report().state == RunState::preparing));
  BOOST_TEST((fixture.report(other_run).state == RunState::preparing));
}

BOOST_AUTO_TEST_CASE(the_agents_with_the_fewest_runs_are_taken) {
  Fixture fixture;
  fixture.hello("a");
  fixture.submit(1);
  fixture.hello("b");
  fixture.submit(1, other_run);
  BOOST_TEST(fixture.report(run).streams.at(0).agent == "a");
  BOOST_TEST(fixture.report(other_run).streams.at(0).agent == "b");
}

BOOST_AUTO_TEST_CASE(an_agent_takes_only_so_many_runs) {
  Fixture fixture;
  fixture.hello("a");
  fixture.submit(1);
  fixture.submit(1, other_run);
  fixture.submit(1, {{3}});
  BOOST_TEST(bool(fixture.take<wire::Refused>("runner")));
  fixture.tell("a", wire::Beat{0, false, {}}, {}, ++fixture.spoken);
  fixture.submit(1, {{4}}, true);
  BOOST_TEST((fixture.report({{4}}).state == RunState::queued));
}

BOOST_AUTO_TEST_CASE(what_an_agent_did_not_get_is_said_again) {
  Fixture fixture;
  fixture.hello("a");
  fixture.submit(1);
  BOOST_TEST(fixture.take_all<wire::Assign>("a").size() == 1u);
  fixture.beat("a");
  BOOST_TEST(fixture.take_all<wire::Assign>("a").size() == 1u);
  fixture.beat("a", {fixture.job(1, JobState::preparing)});
  BOOST_TEST(fixture.take_all<wire::Assign>("a").empty());
  fixture.beat("a", {fixture.job(1, JobState::ready)});
  BOOST_TEST(fixture.take_all<wire::Start>("a").size() == 1u);
  fixture.advance(second);
  fixture.beat("a", {fixture.job(1, JobState::ready)});
  const auto start = fixture.take<wire::Start>("a");
  BOOST_REQUIRE(start);
  BOOST_TEST(start->at_ns == fixture.report().start_ns);
  fixture.beat("a", {fixture.job(1, JobState::running)});
  BOOST_TEST(fixture.take_all<wire::Start>("a").empty());
  fixture.tell("runner", wire::Stop{false}, {run, 0}, 6);
  BOOST_TEST(fixture.take_all<wire::Stop>("a").size() == 1u);
  fixture.beat("a", {fixture.job(1, JobState::running)});
  BOOST_TEST(fixture.take_all<wire::Stop>("a").size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_word_that_was_overtaken_is_passed_over) {
  Fixture fixture;
  fixture.hello("a");
  fixture.submit(1);
  fixture.beat("a", {fixture.job(1, JobState::preparing)});
  fixture.take_all<wire::Assign>("a");
  fixture.tell("a", wire::Beat{0, true, {}}, {}, 1); // from before the job
  BOOST_TEST(fixture.take_all<wire::Assign>("a").empty());
}

BOOST_AUTO_TEST_CASE(a_run_that_nobody_knows_is_to_be_forgotten) {
  Fixture fixture;
  fixture.hello("a", {fixture.job(1, JobState::running)});
  BOOST_TEST(fixture.take<wire::Forget>("a")->reason == "this broker does not know the run");
  fixture.batch("a", {run, 1}, 1, wire::BatchKind::words, "x");
  BOOST_TEST(bool(fixture.take<wire::Forget>("a")));
}

BOOST_AUTO_TEST_CASE(an_agent_that_is_silent_is_noticed_within_four_seconds) {
  Fixture fixture;
  fixture.run_on_two();
  while (fixture.take_action<Publish>()) {
  }
  for (int i = 1; i <= 16; ++i) {
    fixture.advance(std::chrono::milliseconds(250));
    fixture.beat("a", {fixture.job(1, JobState::running)});
    if (i == 11)
      BOOST_TEST((fixture.report().streams[1].state == wire::StreamState::running));
  }
  BOOST_TEST((fixture.report().streams[0].state == wire::StreamState::running));
  BOOST_TEST((fixture.report().streams[1].state == wire::StreamState::silent));
  BOOST_TEST(bool(fixture.take_action<Publish>())); // and told
  fixture.beat("b", {fixture.job(2, JobState::running)});
  fixture.advance(second);
  BOOST_TEST((fixture.report().streams[1].state == wire::StreamState::running));
}

BOOST_AUTO_TEST_CASE(an_agent_that_was_asked_to_end_is_forgotten_soon) {
  Fixture fixture;
  fixture.hello("a");
  fixture.hello("b");
  fixture.tell("a", wire::Beat{0, false, {}}, {}, ++fixture.spoken);
  const auto agents = [&] {
    fixture.tell("runner", wire::Ping{}, {}, 1);
    return fixture.take<wire::Cluster>("runner")->agents.size();
  };
  BOOST_TEST(agents() == 2u);
  for (int i = 0; i < 4; ++i) {
    fixture.advance(second);
    fixture.beat("b");
  }
  BOOST_TEST(agents() == 1u);
}

BOOST_AUTO_TEST_CASE(a_name_stays_with_the_agent_that_is_alive) {
  Fixture fixture;
  fixture.hello("a");
  fixture.take<wire::Welcome>("a");
  for (int i = 0; i < 2; ++i) { // it asks again each second
    fixture.hello_of_another("a", "a2");
    BOOST_TEST(bool(fixture.take<wire::Probe>("a")));
    BOOST_TEST(!fixture.take<wire::Refused>("a2")); // not before the one that has it has spoken
    fixture.beat("a");
    const auto refused = fixture.take<wire::Refused>("a2");
    BOOST_REQUIRE(refused);
    BOOST_TEST(refused->reason ==
               "another agent (host of a, process 7) has the name a; give this one another "
               "--name, or end that one");
    BOOST_TEST(!fixture.take<wire::Welcome>("a2"));
    fixture.advance(second);
  }
  const std::vector<std::string> words = fixture.broker->take_words();
  BOOST_TEST(std::count(words.begin(), words.end(),
                        "agent a (other host, process 8) is refused: another one (host of a, process 7) has "
                        "that name") == 1);
  fixture.beat("a");
  BOOST_TEST(!fixture.take<wire::Who>("a")); // it was not touched
  fixture.hello_of_another("a", "a2");
  fixture.hello("a"); // a new connection is an answer as well
  BOOST_TEST(bool(fixture.take<wire::Refused>("a2")));
}

BOOST_AUTO_TEST_CASE(the_name_of_an_agent_whose_connection_is_gone_is_free_at_once) {
  Fixture fixture;
  fixture.hello("a");
  fixture.hello_of_another("a", "a2");
  BOOST_TEST(!fixture.take<wire::Welcome>("a2"));
  fixture.lose_connection("a"); // as PROBE shows
  BOOST_TEST(bool(fixture.take<wire::Welcome>("a2")));
  BOOST_TEST(!fixture.take<wire::Refused>("a2"));
  // Known before: it need not even be asked.
  fixture.lose_connection("a2");
  fixture.hello_of_another("a", "a3", 3);
  BOOST_TEST(bool(fixture.take<wire::Welcome>("a3")));
  // One that says nothing for three seconds loses it, too.
  fixture.hello_of_another("a", "a4", 4);
  BOOST_TEST(!fixture.take<wire::Welcome>("a4"));
  fixture.advance(silent_after);
  fixture.hello_of_another("a", "a4", 4);
  BOOST_TEST(bool(fixture.take<wire::Welcome>("a4")));
}

BOOST_AUTO_TEST_CASE(an_agent_whose_connection_broke_has_its_name_when_it_is_back) {
  Fixture fixture;
  fixture.hello("a");
  fixture.lose_connection("a");
  fixture.beat("a");
  BOOST_TEST(bool(fixture.take<wire::Who>("a")));
  fixture.submit(1);
  BOOST_TEST(bool(fixture.take<wire::Refused>("runner"))); // meanwhile it gets no run
  fixture.hello("a");
  BOOST_TEST(bool(fixture.take<wire::Welcome>("a")));
  fixture.submit(1, other_run);
  BOOST_TEST((fixture.report(other_run).state == RunState::preparing));
}

BOOST_AUTO_TEST_CASE(a_message_that_cannot_be_read_is_answered_if_somebody_waits) {
  Fixture fixture;
  BOOST_TEST(!fixture.broker->receive(Sender::without_key("runner"),
                                      {wire::Submit::info.number, 0, {run, 0}, 9, "{}"}, fixture.now));
  BOOST_TEST(!fixture.broker->receive(Sender::without_key("a"), {wire::Hello::info.number, 0, {}, 9, "{}"},
                                      fixture.now));
  BOOST_TEST(
      !fixture.broker->receive(Sender::without_key("a"), wire::make_message(wire::Welcome{}), fixture.now));
  fixture.go();
  BOOST_TEST(fixture.take<wire::Refused>("runner")->reason == "cannot read SUBMIT: 'title' is missing");
  BOOST_TEST(bool(fixture.take_action<Audit>()));
  BOOST_TEST(fixture.actions.empty());
}

BOOST_AUTO_TEST_SUITE_END()
