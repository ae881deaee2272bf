// SPDX-License-Identifier: Apache-2.0
#include "core/external/run_machine.hpp"

#include "tests/support/manual_clock.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>

using namespace loads;
using external::RunMachine;
using Order = RunMachine::Order;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

struct Fixture {
  tests::ManualClock clock;
  std::optional<RunMachine> machine;

  void run(std::size_t steps, base::Duration duration, base::Duration timeout) {
    machine.emplace(steps, external::RunnerLimits{duration, timeout});
  }
  Order next() { return machine->next(clock.now()); }
  void start(std::uint64_t runners) {
    BOOST_REQUIRE((next() == Order::start_step));
    machine->step_started(runners, clock.now());
    BOOST_REQUIRE((next() == Order::wait));
  }
  void end_runner() { machine->runner_ended(clock.now()); }
  void end_step() {
    machine->set_all_received(true);
    BOOST_TEST((next() == Order::end_step));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(run_machine, Fixture)

BOOST_AUTO_TEST_CASE(steps_follow_each_other_when_all_runners_have_ended) {
  run(2, {}, seconds(60));
  start(2);
  end_runner();
  BOOST_TEST((next() == Order::wait));
  end_runner();
  end_step();
  start(1);
  BOOST_TEST(machine->step() == 1);
  end_runner();
  end_step();
  BOOST_TEST((next() == Order::finish));
}

BOOST_AUTO_TEST_CASE(what_was_sent_is_waited_for_but_not_for_ever) {
  run(1, {}, seconds(60));
  start(1);
  end_runner();
  BOOST_TEST((next() == Order::wait));
  clock.advance(milliseconds(1900));
  machine->message_came(clock.now());
  clock.advance(milliseconds(1900));
  BOOST_TEST((next() == Order::wait));
  BOOST_TEST((machine->wake_at() == clock.now() + milliseconds(100)));
  clock.advance(milliseconds(100));
  BOOST_TEST((next() == Order::end_step));
}

BOOST_AUTO_TEST_CASE(with_a_duration_runners_have_a_bit_longer) {
  run(2, seconds(5), seconds(2));
  start(1);
  BOOST_TEST((machine->wake_at() == clock.now() + seconds(7)));
  clock.advance(milliseconds(6999));
  machine->message_came(clock.now()); // makes no difference
  BOOST_TEST((next() == Order::wait));
  clock.advance(milliseconds(1));
  BOOST_TEST((next() == Order::terminate));
  BOOST_TEST(machine->over_time());
  BOOST_TEST((next() == Order::wait));
  end_runner();
  end_step();
  start(1); // the next step is not touched by that
  BOOST_TEST(!machine->over_time());
}

BOOST_AUTO_TEST_CASE(with_hits_runners_may_work_as_long_as_some_give_a_sign_of_life) {
  run(1, {}, seconds(60));
  start(3);
  for (int i = 0; i < 10; ++i) {
    clock.advance(seconds(59));
    i % 3 == 0 ? machine->message_came(clock.now())
    : i == 4   ? end_runner()
               : machine->runner_started(clock.now());
    BOOST_TEST((next() == Order::wait));
  }
  clock.advance(seconds(60));
  BOOST_TEST((next() == Order::terminate));
  BOOST_TEST(machine->over_time());
}

BOOST_AUTO_TEST_CASE(who_ignores_sigterm_is_killed_and_who_ignores_that_is_left) {
  run(1, seconds(1), seconds(0));
  start(2);
  clock.advance(seconds(1));
  BOOST_TEST((next() == Order::terminate));
  end_runner();
  clock.advance(milliseconds(999));
  BOOST_TEST((next() == Order::wait));
  clock.advance(milliseconds(1));
  BOOST_TEST((next() == Order::kill));
  clock.advance(seconds(10));
  end_step();
  BOOST_TEST(machine->running() == 1);
  BOOST_TEST((next() == Order::finish));
}

BOOST_AUTO_TEST_CASE(a_stop_ends_the_runners_and_no_further_step_begins) {
  run(3, {}, seconds(60));
  start(1);
  machine->stop(clock.now());
  BOOST_TEST((next() == Order::terminate));
  BOOST_TEST(!machine->over_time());
  end_runner();
  end_step();
  BOOST_TEST((next() == Order::finish));
}

BOOST_AUTO_TEST_CASE(a_second_stop_kills_but_not_the_same_one_twice) {
  run(1, {}, seconds(60));
  start(1);
  machine->stop(clock.now());
  machine->stop(clock.now() + milliseconds(100));
  BOOST_TEST((next() == Order::terminate));
  BOOST_TEST((next() == Order::wait));
  clock.advance(milliseconds(400));
  machine->stop(clock.now());
  BOOST_TEST((next() == Order::kill));
}

BOOST_AUTO_TEST_CASE(runners_that_are_not_started_are_not_waited_for) {
  run(1, {}, seconds(60));
  start(5);
  machine->stop(clock.now());
  machine->runners_dropped(4);
  BOOST_TEST((next() == Order::terminate));
  end_runner();
  end_step();
}

BOOST_AUTO_TEST_SUITE_END()
