// SPDX-License-Identifier: Apache-2.0
#include "core/engine/timer_queue.hpp"

#include "tests/support/manual_clock.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <memory>
#include <random>
#include <vector>

using namespace loads::engine;
using namespace std::chrono_literals;
namespace base = loads::base;

namespace {

struct Call final : Timer {
  explicit Call(std::function<void()> function) : what(std::move(function)) {}
  void fire(base::TimePoint) override { what(); }
  std::function<void()> what;
};

} // namespace

BOOST_AUTO_TEST_SUITE(timer_queue)

BOOST_AUTO_TEST_CASE(timers_fire_when_their_time_has_come_and_not_before) {
  loads::tests::ManualClock clock;
  TimerQueue queue;
  int fired = 0;
  Call call([&] { ++fired; });
  queue.arm(call, clock.now() + 10ms);
  BOOST_TEST((queue.next() == clock.now() + 10ms));
  clock.advance(10ms - 1ns);
  BOOST_TEST(queue.fire_due(clock.now()) == 0u);
  clock.advance(1ns);
  BOOST_TEST(queue.fire_due(clock.now()) == 1u);
  BOOST_TEST(fired == 1);
  BOOST_TEST(!call.armed());
  BOOST_TEST((queue.next() == base::never));
}

BOOST_AUTO_TEST_CASE(a_thousand_timers_armed_moved_and_disarmed_at_random_fire_in_order) {
  std::mt19937 random(7);
  const base::TimePoint start{1h};
  TimerQueue queue;
  std::vector<base::TimePoint> times(1000);
  std::vector<std::unique_ptr<Call>> calls;
  std::vector<base::TimePoint> fired;
  for (std::size_t i = 0; i < times.size(); ++i)
    calls.push_back(std::make_unique<Call>([&, i] { fired.push_back(times[i]); }));
  for (int round = 0; round < 10'000; ++round) {
    const std::size_t i = random() % times.size();
    if (random() % 4 == 0) {
      queue.disarm(*calls[i]);
      BOOST_REQUIRE((queue.time_of(*calls[i]) == base::never));
    } else {
      times[i] = start + std::chrono::microseconds(random() % 10'000);
      queue.arm(*calls[i], times[i]);
      BOOST_REQUIRE((queue.time_of(*calls[i]) == times[i]));
    }
  }
  std::vector<base::TimePoint> expected;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (calls[i]->armed())
      expected.push_back(times[i]);
  }
  std::sort(expected.begin(), expected.end());
  BOOST_TEST(queue.size() == expected.size());
  for (auto now = start; now <= start + 10ms; now += 100us) {
    queue.fire_due(now);
    BOOST_REQUIRE((queue.next() > now));
  }
  BOOST_TEST((fired == expected));
}

BOOST_AUTO_TEST_CASE(a_timer_may_disarm_another_that_is_due_at_the_same_time) {
  TimerQueue queue;
  int fired = 0;
  std::unique_ptr<Call> other;
  Call first([&] {
    queue.disarm(*other);
    other.reset();
  });
  other = std::make_unique<Call>([&] { ++fired; });
  queue.arm(first, base::TimePoint{1s});
  queue.arm(*other, base::TimePoint{2s});
  queue.fire_due(base::TimePoint{3s});
  BOOST_TEST(fired == 0);
}

BOOST_AUTO_TEST_CASE(a_timer_that_arms_itself_for_the_past_does_not_keep_the_queue_busy_for_ever) {
  TimerQueue queue;
  int fired = 0;
  std::unique_ptr<Call> again;
  again = std::make_unique<Call>([&] {
    ++fired;
    queue.arm(*again, base::TimePoint{});
  });
  queue.arm(*again, base::TimePoint{});
  queue.fire_due(base::TimePoint{1s});
  BOOST_TEST(fired == 1);
}

BOOST_AUTO_TEST_SUITE_END()
