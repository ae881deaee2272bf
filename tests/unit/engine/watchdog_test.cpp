// SPDX-License-Identifier: Apache-2.0
#include "core/engine/watchdog.hpp"

#include "tests/support/manual_clock.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads::engine;
using namespace std::chrono_literals;
namespace base = loads::base;

namespace {

const int user = 0;

struct Watched {
  loads::tests::ManualClock clock;
  Watchdog watchdog;
  PulseSample sample{1, true, &user};

  explicit Watched(Watchdog::Limits limits = {}) : watchdog(2, limits) {}

  // Observes every 250 ms for so long; how often it said each thing.
  struct Said {
    int stalled = 0;
    int give_up = 0;
    std::optional<Stall> last;
  };
  Said observe_for(base::Duration duration) {
    Said said;
    for (base::Duration passed{}; passed <= duration; passed += 250ms, clock.advance(250ms)) {
      if (auto stall = watchdog.observe(1, sample, clock.now())) {
        ++(stall->kind == Stall::Kind::stalled ? said.stalled : said.give_up);
        said.last = stall;
      }
    }
    return said;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(watchdog)

BOOST_AUTO_TEST_CASE(a_user_that_holds_the_thread_for_a_second_is_named_once) {
  Watched watched;
  const auto began = watched.clock.now();
  BOOST_TEST(watched.observe_for(750ms).stalled == 0);
  const auto said = watched.observe_for(5s);
  BOOST_TEST(said.stalled == 1);
  BOOST_TEST(said.give_up == 0);
  BOOST_TEST(said.last->tag == &user);
  BOOST_TEST(said.last->thread == 1u);
  BOOST_TEST((said.last->since == began));
  BOOST_TEST((said.last->lasted == 1s));
}

BOOST_AUTO_TEST_CASE(the_limit_is_reported_once) {
  Watched watched;
  const auto said = watched.observe_for(60s);
  BOOST_TEST(said.stalled == 1);
  BOOST_TEST(said.give_up == 1);
  BOOST_TEST((said.last->lasted == 10s));
}

BOOST_AUTO_TEST_CASE(without_a_limit_a_stall_is_told_again_once_a_minute) {
  Watched watched({.give_up_after = base::Duration::max()});
  const auto said = watched.observe_for(182s);
  BOOST_TEST(said.stalled == 4); // at 1, 61, 121 and 181 seconds
  BOOST_TEST(said.give_up == 0);
}

BOOST_AUTO_TEST_CASE(a_thread_that_waits_for_events_is_not_stalled) {
  Watched watched;
  watched.sample.in_user_code = false;
  const auto said = watched.observe_for(1h);
  BOOST_TEST(said.stalled + said.give_up == 0);
}

BOOST_AUTO_TEST_CASE(a_thread_whose_heart_beats_is_not_stalled) {
  Watched watched;
  for (int i = 0; i < 1000; ++i, ++watched.sample.heartbeat)
    BOOST_REQUIRE(watched.observe_for(500ms).stalled == 0);
}

BOOST_AUTO_TEST_CASE(a_second_stall_of_the_same_thread_is_told_anew) {
  Watched watched;
  BOOST_TEST(watched.observe_for(2s).stalled == 1);
  ++watched.sample.heartbeat;
  BOOST_TEST(watched.observe_for(2s).stalled == 1);
}

BOOST_AUTO_TEST_SUITE_END()
