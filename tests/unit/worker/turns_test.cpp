// SPDX-License-Identifier: Apache-2.0
#include "core/worker/turns.hpp"

#include "tests/support/manual_waiter.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace std::chrono_literals;
using load::Pause;
using worker::ArrivalQueue;
using worker::Schedule;
using worker::Turn;
using worker::Turns;

namespace {

struct Fixture {
  test::ManualWaiter waiter;
  const base::TimePoint zero = waiter.now();
  const model::Cycles once{1}, without_end{};
  load::Load load;

  base::Duration since_zero(base::TimePoint time) const { return time - zero; }
  // When a user begins whose iterations take `length`, and how late.
  std::vector<std::pair<base::Duration, std::optional<base::Duration>>>
  begins(Turns& turns, base::Duration length, std::size_t most = 100) {
    std::vector<std::pair<base::Duration, std::optional<base::Duration>>> all;
    base::TimePoint now = waiter.now();
    while (all.size() < most) {
      const auto turn = turns.next(waiter, now);
      if (!turn)
        break;
      all.emplace_back(since_zero(turn->began), turn->late);
      waiter.advance(length);
      now = waiter.now();
    }
    return all;
  }
};

using Begins = std::vector<std::pair<base::Duration, std::optional<base::Duration>>>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(turns, Fixture)

BOOST_AUTO_TEST_CASE(without_a_model_one_iteration_follows_the_other_and_nobody_is_late) {
  const model::Cycles hits{2, 1};
  const Schedule schedule{&load, &hits};
  Turns turns(schedule, 1, base::never);
  BOOST_TEST((begins(turns, 10ms) == Begins{{0ms, {}}, {10ms, {}}, {20ms, {}}}));
  BOOST_TEST(waiter.sleeps == 0);
}

BOOST_AUTO_TEST_CASE(thinking_comes_between_iterations_not_before_the_first) {
  load.think_time = {Pause::Kind::constant, 50ms};
  const Schedule schedule{&load, &without_end};
  Turns turns(schedule, 1, zero + 200ms);
  BOOST_TEST((begins(turns, 10ms) == Begins{{0ms, {}}, {60ms, {}}, {120ms, {}}, {180ms, {}}}));
}

BOOST_AUTO_TEST_CASE(a_pace_is_kept_from_beginning_to_beginning_and_what_is_late_is_known) {
  load.pace = {Pause::Kind::constant, 100ms};
  const Schedule schedule{&load, &without_end};
  Turns turns(schedule, 1, zero + 1s);
  BOOST_TEST((begins(turns, 30ms, 3) == Begins{{0ms, 0ms}, {100ms, 0ms}, {200ms, 0ms}}));
  BOOST_TEST((begins(turns, 250ms, 1) == Begins{{300ms, 0ms}}));
  // due at 400 and 500 ms, but the one before took until 550
  BOOST_TEST((begins(turns, 10ms, 4) == Begins{{550ms, 150ms}, {560ms, 60ms}, {600ms, 0ms}, {700ms, 0ms}}));
}

// The exact arithmetic of what a verdict may count as the generator's own.
BOOST_AUTO_TEST_CASE(who_keeps_a_pace_is_late_by_itself_unless_its_iteration_before_took_too_long) {
  load.pace = {Pause::Kind::constant, 100ms};
  const Schedule schedule{&load, &without_end};
  Turns turns(schedule, 1, zero + 10s);
  const auto next = [&](base::Duration length) {
    const auto turn = turns.next(waiter, waiter.now());
    waiter.advance(length);
    return std::pair(*turn->late, *turn->generator_late);
  };
  using Late = std::pair<base::Duration, base::Duration>;
  BOOST_TEST((next(250ms) == Late{0ms, 0ms}));    // at 0; it ends at 250 ms
  BOOST_TEST((next(10ms) == Late{150ms, 0ms}));   // due at 100 ms
  BOOST_TEST((next(10ms) == Late{60ms, 0ms}));    // at 260 ms
  waiter.overslept = 330ms;                       // until 630 ms
  BOOST_TEST((next(10ms) == Late{330ms, 330ms})); // due at 300 ms
  waiter.overslept = 0ms;
  BOOST_TEST((next(200ms) == Late{240ms, 240ms})); // due at 400 ms, begun at 640 ms
  BOOST_TEST((next(10ms) == Late{340ms, 240ms}));  // due at 500 ms: the server made it later
  BOOST_TEST((next(10ms) == Late{250ms, 240ms}));
  BOOST_TEST((next(0ms) == Late{160ms, 160ms}));
  BOOST_TEST((next(0ms) == Late{60ms, 60ms}));
  BOOST_TEST((next(0ms) == Late{0ms, 0ms})); // it has caught up
}

BOOST_AUTO_TEST_CASE(whose_time_is_over_stays_until_then) {
  load.pace = {Pause::Kind::constant, 100ms};
  const Schedule schedule{&load, &without_end};
  Turns turns(schedule, 1, zero + 250ms);
  BOOST_TEST(begins(turns, 10ms).size() == 3u);
  BOOST_TEST((since_zero(waiter.now()) == 250ms));
  Turns late(schedule, 2, zero + 200ms);
  BOOST_TEST(begins(late, 10ms).empty());
  BOOST_TEST((since_zero(waiter.now()) == 250ms)); // it is over
}

BOOST_AUTO_TEST_CASE(who_has_done_its_hits_or_is_stopped_does_not_stay) {
  load.think_time = {Pause::Kind::constant, 1s};
  const model::Cycles hits{1, 1};
  const Schedule counted{&load, &hits};
  Turns turns(counted, 1, zero + 10s);
  BOOST_TEST(begins(turns, 10ms).size() == 2u);
  BOOST_TEST((since_zero(waiter.now()) == 1020ms));
  Turns brief(counted, 1, waiter.now() + 500ms);
  BOOST_TEST(begins(brief, 10ms).size() == 1u); // and one more that it has no time for
  BOOST_TEST((since_zero(waiter.now()) == 1520ms));
  const Schedule schedule{&load, &without_end};
  Turns stopped(schedule, 2, zero + 10s);
  BOOST_TEST(begins(stopped, 10ms, 1).size() == 1u);
  waiter.cancel = true;
  const base::TimePoint now = waiter.now();
  BOOST_TEST(!stopped.next(waiter, now));
  BOOST_TEST((waiter.now() == now));
}

// Others may still take what is left, after which nobody has to wait.
BOOST_AUTO_TEST_CASE(of_those_who_share_iterations_the_last_one_stays_if_any_are_left) {
  load.think_time = {Pause::Kind::constant, 10s};
  std::atomic<std::uint64_t> left = 3, takers = 0;
  load.iterations = 3;
  Schedule schedule{&load, &without_end};
  schedule.shared = &left;
  schedule.takers = &takers;
  Turns one(schedule, 1, zero + 1s), other(schedule, 2, zero + 1s);
  begins(one, 1ms, 1);
  begins(other, 1ms, 1);
  BOOST_TEST(!one.next(waiter, waiter.now()));
  BOOST_TEST((since_zero(waiter.now()) == 2ms));
  BOOST_TEST(!other.next(waiter, waiter.now()));
  BOOST_TEST((since_zero(waiter.now()) == 1s));
  Turns last(schedule, 3, zero + 5s), nobody(schedule, 4, zero + 5s);
  begins(last, 1ms, 1); // which takes the last one
  BOOST_TEST(!nobody.next(waiter, waiter.now()));
  BOOST_TEST(!last.next(waiter, waiter.now()));
  BOOST_TEST((since_zero(waiter.now()) == 1001ms));
}

BOOST_AUTO_TEST_CASE(iterations_in_all_are_shared_by_those_who_are_free) {
  std::atomic<std::uint64_t> left = 5;
  load.iterations = 5;
  Schedule schedule{&load, &without_end};
  schedule.shared = &left;
  Turns one(schedule, 1, base::never), other(schedule, 2, base::never);
  BOOST_TEST(begins(one, 1ms, 3).size() == 3u);
  BOOST_TEST(begins(other, 1ms).size() == 2u);
  BOOST_TEST(begins(one, 1ms).empty());
}

BOOST_AUTO_TEST_CASE(a_stop_ends_the_wait_of_a_user) {
  load.think_time = {Pause::Kind::constant, 50ms};
  const Schedule schedule{&load, &without_end};
  Turns turns(schedule, 1, base::never);
  BOOST_TEST(begins(turns, 1ms, 1).size() == 1u);
  waiter.cancel = true;
  BOOST_TEST(!turns.next(waiter, waiter.now()));
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

struct OpenFixture : Fixture {
  const load::Curve curve{100, {{1s, 100}}}; // every 10 ms
  OpenFixture() { load.open = true; }

  ArrivalQueue queue(ArrivalQueue::Limits limits, load::Share share = {}) const {
    return {curve, load::Spacing::even, share, 1, zero, limits};
  }
  Schedule schedule(ArrivalQueue& arrivals) const {
    Schedule made{&load, &without_end};
    made.arrivals = &arrivals;
    return made;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(open_model, OpenFixture)

BOOST_AUTO_TEST_CASE(free_users_take_turns_and_begin_when_an_iteration_is_due) {
  ArrivalQueue arrivals = queue({.users = 2, .spare = 2});
  BOOST_TEST(arrivals.first_users() == 2u);
  const Schedule made = schedule(arrivals);
  Turns one(made, 1, zero + 1s), other(made, 2, zero + 1s);
  BOOST_TEST((begins(one, 1ms, 1) == Begins{{0ms, 0ms}}));
  BOOST_TEST((begins(other, 1ms, 1) == Begins{{10ms, 0ms}}));
  BOOST_TEST((begins(one, 1ms, 2) == Begins{{20ms, 0ms}, {30ms, 0ms}}));
  BOOST_TEST(arrivals.not_started(waiter.now()) == 0u);
}

BOOST_AUTO_TEST_CASE(who_is_too_few_begins_late_and_what_is_left_is_counted) {
  ArrivalQueue arrivals = queue({.users = 1});
  const Schedule made = schedule(arrivals);
  Turns only(made, 1, zero + 1s);
  const Begins all = begins(only, 40ms);
  BOOST_TEST_REQUIRE(all.size() == 25u); // 40 ms each in a second
  BOOST_TEST((all[1] == Begins::value_type{40ms, 30ms}));
  BOOST_TEST((all[24] == Begins::value_type{960ms, 720ms})); // the 25th was due at 240 ms
  BOOST_TEST(arrivals.not_started(zero + 1s) == 75u);
  BOOST_TEST(arrivals.not_started(zero + 500ms) == 25u); // a run that was stopped then
}

BOOST_AUTO_TEST_CASE(a_user_that_begins_asks_for_another_while_too_few_are_free) {
  ArrivalQueue arrivals = queue({.users = 3, .spare = 1});
  BOOST_TEST(arrivals.first_users() == 1u);
  const Schedule made = schedule(arrivals);
  Turns one(made, 1, zero + 1s), two(made, 2, zero + 1s), three(made, 3, zero + 1s);
  begins(one, 1ms, 1);
  BOOST_TEST(one.wants_company());
  BOOST_TEST(!one.wants_company());
  begins(two, 1ms, 1);
  BOOST_TEST(two.wants_company());
  begins(three, 1ms, 1);
  BOOST_TEST(!three.wants_company()); // there are as many as there may be
}

BOOST_AUTO_TEST_CASE(a_user_that_could_not_be_started_is_not_asked_for_again) {
  ArrivalQueue arrivals = queue({.users = 3, .spare = 1});
  const Schedule made = schedule(arrivals);
  Turns one(made, 1, zero + 1s);
  begins(one, 1ms, 1);
  BOOST_TEST(one.wants_company());
  arrivals.no_more_users();
  begins(one, 1ms, 1);
  BOOST_TEST(!one.wants_company());
}

BOOST_AUTO_TEST_CASE(what_was_taken_and_is_not_yet_due_at_a_stop_does_not_count) {
  ArrivalQueue arrivals = queue({.users = 1});
  const Schedule made = schedule(arrivals);
  Turns only(made, 1, zero + 1s);
  begins(only, 1ms, 3); // until 21 ms
  waiter.cancel = true;
  BOOST_TEST(!only.next(waiter, waiter.now()));
  BOOST_TEST(arrivals.not_started(waiter.now()) == 0u);
}

BOOST_AUTO_TEST_CASE(who_still_thinks_when_the_time_is_over_begins_nothing_more) {
  load.think_time = {Pause::Kind::constant, 500ms};
  ArrivalQueue arrivals = queue({.users = 1});
  const Schedule made = schedule(arrivals);
  Turns only(made, 1, zero + 1s);
  BOOST_TEST((begins(only, 40ms) == Begins{{0ms, 0ms}, {540ms, 530ms}})); // then it thinks until 1080 ms
  BOOST_TEST(arrivals.not_started(zero + 1s) == 98u);
}

BOOST_AUTO_TEST_CASE(arrivals_may_be_fewer_than_the_curve_has) {
  ArrivalQueue arrivals = queue({.arrivals = 3, .users = 1});
  const Schedule made = schedule(arrivals);
  Turns only(made, 1, zero + 1s);
  BOOST_TEST(begins(only, 1ms).size() == 3u);
  BOOST_TEST((since_zero(waiter.now()) == 21ms)); // and then there is nothing to wait for
  BOOST_TEST(arrivals.not_started(zero + 1s) == 0u);
}

BOOST_AUTO_TEST_CASE(who_is_free_when_no_more_are_due_stays_until_the_time_is_over) {
  ArrivalQueue arrivals = queue({.users = 1});
  const Schedule made = schedule(arrivals);
  Turns only(made, 1, zero + 1s);
  BOOST_TEST(begins(only, 1ms, 101).size() == 100u); // the last one at 990 ms
  BOOST_TEST((since_zero(waiter.now()) == 1s));
}

BOOST_AUTO_TEST_CASE(the_shares_of_lanes_leave_nothing_out_also_of_what_is_not_started) {
  std::uint64_t all = 0;
  for (const std::uint64_t lane : {0, 1, 2}) {
    ArrivalQueue arrivals = queue({.users = 1}, load::Share{}.of(lane, 3));
    all += arrivals.not_started(zero + 1s);
  }
  BOOST_TEST(all == 100u);
}

BOOST_AUTO_TEST_SUITE_END()
