// SPDX-License-Identifier: Apache-2.0
// All runs killed at once, and the record of who did what.
#include "tests/unit/broker/fixture.hpp"

#include <boost/test/unit_test.hpp>

namespace loads::broker {

using wire::JobState;
using wire::Outcome;
using wire::RunState;

BOOST_AUTO_TEST_SUITE(broker_panic)

BOOST_AUTO_TEST_CASE(a_panic_kills_what_runs_and_refuses_what_waits) {
  Fixture fixture;
  fixture.run_on_two();
  fixture.submit(9, other_run, true);
  BOOST_TEST((fixture.report(other_run).state == RunState::queued));
  fixture.tell("boss", wire::Panic{}, {}, 8);
  const auto answer = fixture.take<wire::Panicked>("boss");
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->runs == 2u);
  BOOST_TEST(answer->agents == 2u);
  for (const char* agent : {"a", "b"}) {
    const auto stop = fixture.take<wire::Stop>(agent);
    BOOST_REQUIRE(stop);
    BOOST_TEST((stop->now && stop->kill));
  }
  BOOST_TEST((fixture.report().state == RunState::stopping));
  BOOST_TEST(fixture.report().reason == "stopped by --panic of this user");
  BOOST_TEST((fixture.report(other_run).outcome == Outcome::refused));
  // Said again to an agent that has not heard it.
  fixture.beat("a", {fixture.job(1, JobState::running)});
  BOOST_TEST(fixture.take<wire::Stop>("a")->kill);
  // However well its workers ended, it is none that was completed.
  fixture.end("a", {run, 1}, 1);
  fixture.end("b", {run, 2}, 1);
  BOOST_TEST((fixture.report().outcome == Outcome::incomplete));
}

BOOST_AUTO_TEST_CASE(a_run_that_waits_does_not_take_the_place_of_one_that_was_killed) {
  Fixture fixture;
  fixture.hello("a");
  fixture.submit(1);
  fixture.submit(1, other_run, true);
  const wire::RunId third{{3}};
  fixture.submit(1, third, true); // no room: an agent of this kind takes two
  BOOST_TEST((fixture.report(third).state == RunState::queued));
  fixture.tell("boss", wire::Panic{}, {}, 8);
  for (const wire::RunId& id : {run, other_run, third})
    BOOST_TEST((fixture.report(id).outcome == Outcome::refused));
  fixture.submit(1, wire::RunId{{4}}); // and afterwards all is as before
  BOOST_TEST((fixture.report(wire::RunId{{4}}).state == RunState::preparing));
}

BOOST_AUTO_TEST_CASE(what_is_asked_of_the_broker_is_on_record) {
  Fixture fixture;
  fixture.submit(1);
  const auto refused = fixture.take_action<Audit>();
  BOOST_REQUIRE(refused);
  BOOST_TEST(refused->entry.members().starts_with("\"event\":\"refuse\",\"who\":\"this user\",\"run\":\"01"));
  fixture.hello("a");
  fixture.submit(1, other_run);
  const auto submitted = fixture.take_action<Audit>();
  BOOST_REQUIRE(submitted);
  BOOST_TEST(submitted->entry.members().find("\"event\":\"submit\"") == 0u);
  BOOST_TEST(submitted->entry.members().find("\"test\":\"a.Test\",\"agents\":1") != std::string::npos);
  BOOST_TEST(fixture.take_action<Audit>()->entry.members().find("\"event\":\"assign\"") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace loads::broker
