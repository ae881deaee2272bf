// SPDX-License-Identifier: Apache-2.0
#include "core/engine/thread_users.hpp"

#include "tests/unit/engine/loop_fixture.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <latch>
#include <semaphore>
#include <vector>

using namespace loads::engine;
using namespace loads::tests;
using namespace std::chrono_literals;
namespace base = loads::base;

namespace {

struct Running {
  std::binary_semaphore idle{0};
  std::atomic<int> threads_started = 0;
  ThreadUsers host{{.clock = LoopFixture::steady(), .on_thread_start = [this] { ++threads_started; }}};
  Running() {
    host.on_idle([this] { idle.release(); });
    BOOST_REQUIRE(host.start());
  }
  void spawn(UserBody body, int count = 1) {
    host.post([this, body = std::move(body), count] {
      for (int i = 0; i < count; ++i)
        must(host.spawn(body));
    });
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(thread_users, Running)

BOOST_AUTO_TEST_CASE(users_run_at_the_same_time_each_on_its_thread) {
  std::latch all_here(20); // would never open if one waited for another
  spawn([&](Waiter&) { all_here.arrive_and_wait(); }, 20);
  idle.acquire();
  BOOST_TEST(host.live_users() == 0u);
  BOOST_TEST(threads_started == 21);
  BOOST_TEST(host.cpu_time().count() > 0);
}

BOOST_AUTO_TEST_CASE(a_wait_ends_when_the_peer_writes_or_at_the_deadline) {
  const SocketPair pair;
  std::vector<Wake> results;
  spawn([&](Waiter& waiter) {
    IoHandle handle{pair.near.get()};
    waiter.attach(handle);
    results.push_back(waiter.wait_writable(handle, base::never));
    results.push_back(waiter.wait_readable(handle, waiter.now() + 1ms));
    pair.send('x');
    results.push_back(waiter.wait_readable(handle, base::never));
    results.push_back(waiter.sleep_until(waiter.now() + 1ms));
    results.push_back(waiter.sleep_until(base::TimePoint{}));
    waiter.detach(handle);
  });
  idle.acquire();
  BOOST_TEST(
      (results == std::vector<Wake>{Wake::ready, Wake::timeout, Wake::ready, Wake::ready, Wake::ready}));
}

BOOST_AUTO_TEST_CASE(users_that_sleep_or_wait_are_cancelled_and_later_ones_too_until_reset) {
  const SocketPair pair;
  std::atomic<int> cancelled = 0;
  std::latch all_here(21);
  const auto note = [&](Wake wake) { cancelled += wake == Wake::cancelled ? 1 : 0; };
  spawn(
      [&](Waiter& waiter) {
        all_here.count_down();
        note(waiter.sleep_until(base::never));
      },
      10);
  spawn(
      [&](Waiter& waiter) {
        IoHandle handle{pair.near.get()};
        waiter.attach(handle);
        all_here.count_down();
        note(waiter.wait_readable(handle, base::never));
        note(waiter.wait_readable(handle, base::never));
        note(waiter.cancelled() ? Wake::cancelled : Wake::ready);
        waiter.detach(handle);
      },
      10);
  all_here.arrive_and_wait();
  host.cancel_all();
  idle.acquire();
  BOOST_TEST(cancelled == 40);
  spawn([&](Waiter& waiter) { note(waiter.sleep_until(base::never)); });
  idle.acquire();
  BOOST_TEST(cancelled == 41);
  host.reset_cancel();
  spawn([&](Waiter& waiter) { note(waiter.sleep_until(waiter.now() + 1us)); });
  idle.acquire();
  BOOST_TEST(cancelled == 41);
}

BOOST_AUTO_TEST_CASE(a_user_cancelled_once_stays_cancelled_after_a_reset) {
  std::binary_semaphore here{0};
  std::binary_semaphore go_on{0};
  Wake result = Wake::ready;
  spawn([&](Waiter& waiter) {
    here.release();
    go_on.acquire();
    result = waiter.sleep_until(base::never);
  });
  here.acquire();
  host.cancel_all();
  host.reset_cancel();
  host.post([&] { go_on.release(); });
  idle.acquire();
  BOOST_TEST((result == Wake::cancelled));
}

BOOST_AUTO_TEST_CASE(stopping_cancels_and_joins_all_users) {
  std::atomic<int> ended = 0;
  spawn(
      [&](Waiter& waiter) {
        waiter.sleep_until(base::never);
        ++ended;
      },
      10);
  host.stop();
  BOOST_TEST(ended == 10);
  BOOST_TEST(host.live_users() == 0u);
}

BOOST_AUTO_TEST_CASE(stacks_of_users_that_ended_are_used_again) {
  std::atomic<int> runs = 0;
  for (int round = 0; round < 50; ++round) {
    spawn([&](Waiter&) { ++runs; }, 4);
    idle.acquire();
    while (host.live_users() != 0)
      std::this_thread::yield();
  }
  BOOST_TEST(runs == 200);
}

BOOST_AUTO_TEST_SUITE_END()
