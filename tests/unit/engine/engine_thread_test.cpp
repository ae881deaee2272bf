// SPDX-License-Identifier: Apache-2.0
#include "core/engine/engine_thread.hpp"

#include "core/engine/sanitizers.hpp"
#include "tests/unit/engine/loop_fixture.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <future>
#include <semaphore>

using namespace loads::engine;
using namespace loads::tests;
using namespace std::chrono_literals;
namespace base = loads::base;

namespace {

// TSan knows at most some 8,000 fibers.
constexpr int many_users = LOADS_TSAN || LOADS_ASAN ? 2'000 : 20'000;

struct Running {
  std::binary_semaphore idle{0};
  EngineThread thread{{.clock = LoopFixture::steady()}};
  Running() {
    thread.on_idle([this] { idle.release(); });
    BOOST_REQUIRE(thread.start());
  }
  void spawn(UserBody body, int count = 1) {
    thread.post([this, body = std::move(body), count] {
      for (int i = 0; i < count; ++i)
        must(thread.spawn(body));
    });
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(engine_thread, Running)

BOOST_AUTO_TEST_CASE(users_run_on_the_threads_loop_and_the_end_of_the_last_is_told) {
  std::atomic<int> done = 0;
  spawn(
      [&](Waiter& waiter) {
        waiter.sleep_until(waiter.now() + 1ms);
        ++done;
      },
      100);
  idle.acquire();
  BOOST_TEST(done == 100);
  BOOST_TEST(thread.live_users() == 0u);
}

BOOST_AUTO_TEST_CASE(thousands_of_sleeping_users_are_cancelled_and_later_ones_start_cancelled_until_reset) {
  std::atomic<int> asleep = 0;
  std::atomic<int> cancelled = 0;
  std::binary_semaphore all_asleep{0};
  const UserBody sleeper = [&](Waiter& waiter) {
    if (++asleep == many_users)
      all_asleep.release();
    cancelled += waiter.sleep_until(base::never) == Wake::cancelled ? 1 : 0;
  };
  spawn(sleeper, many_users);
  all_asleep.acquire();
  BOOST_TEST(thread.live_users() == static_cast<std::size_t>(many_users));
  thread.cancel_all();
  idle.acquire();
  BOOST_TEST(cancelled == many_users);
  spawn(sleeper);
  idle.acquire();
  BOOST_TEST(cancelled == many_users + 1);
  thread.reset_cancel();
  Wake result = Wake::cancelled;
  spawn([&](Waiter& waiter) { result = waiter.sleep_until(waiter.now() + 1us); });
  idle.acquire();
  BOOST_TEST((result == Wake::ready));
}

BOOST_AUTO_TEST_CASE(stopping_ends_the_users_that_wait) {
  std::atomic<bool> started = false;
  std::atomic<bool> ended = false;
  spawn([&](Waiter& waiter) {
    started = true;
    waiter.sleep_until(base::never);
    ended = true;
  });
  thread.stop();
  BOOST_TEST(started == ended);
  thread.stop(); // twice is once
  BOOST_TEST(thread.cpu_time().count() > 0);
}

BOOST_AUTO_TEST_CASE(a_user_that_blocks_the_thread_is_seen_by_its_pulse) {
  const int tag = 0;
  std::binary_semaphore inside{0};
  std::binary_semaphore go_on{0};
  thread.post([&] {
    must(thread.spawn(
        [&](Waiter&) {
          inside.release();
          go_on.acquire();
        },
        &tag));
  });
  inside.acquire();
  const PulseSample blocked = thread.pulse();
  BOOST_TEST(blocked.in_user_code);
  BOOST_TEST(blocked.tag == &tag);
  BOOST_TEST(thread.pulse().heartbeat == blocked.heartbeat);
  go_on.release();
  idle.acquire();
  thread.stop();
  const PulseSample after = thread.pulse();
  BOOST_TEST(!after.in_user_code);
  BOOST_TEST(after.heartbeat > blocked.heartbeat);
}

BOOST_AUTO_TEST_CASE(the_threads_processor_time_grows_while_a_user_computes) {
  const auto before = thread.cpu_time();
  std::atomic<bool> enough = false;
  spawn([&](Waiter& waiter) {
    while (!enough)
      waiter.sleep_until(base::TimePoint{});
  });
  while (thread.cpu_time() < before + 5ms)
    std::this_thread::yield();
  enough = true;
  idle.acquire();
  BOOST_TEST(thread.delays().resumed > 0u);
}

BOOST_AUTO_TEST_CASE(the_time_for_which_users_waited_for_each_other_is_known) {
  spawn(
      [&](Waiter& waiter) {
        const auto until = waiter.now() + 1ms;
        while (waiter.now() < until) {
        }
      },
      10);
  idle.acquire();
  thread.stop();
  const LoopDelays delays = thread.delays();
  BOOST_TEST(delays.resumed == 10u);
  BOOST_TEST((delays.ready_max >= 8ms));
  BOOST_TEST((delays.ready_sum >= 40ms));
}

BOOST_AUTO_TEST_CASE(users_talk_over_sockets) {
  std::atomic<int> sum = 0;
  const SocketPair pair;
  spawn([&](Waiter& waiter) {
    IoHandle handle{pair.near.get()};
    waiter.attach(handle);
    for (int byte = -1; byte != 'q';) {
      waiter.wait_readable(handle, base::never);
      for (byte = pair.receive(); byte > 0 && byte != 'q'; byte = pair.receive())
        sum += byte;
    }
    waiter.detach(handle);
  });
  spawn([&](Waiter& waiter) {
    for (char i = 1; i <= 10; ++i) {
      pair.send(i);
      waiter.sleep_until(base::TimePoint{});
    }
    pair.send('q');
  });
  idle.acquire();
  BOOST_TEST(sum == 55);
}

BOOST_AUTO_TEST_CASE(the_callback_runs_on_the_new_thread_before_its_users) {
  std::promise<std::thread::id> callback_thread;
  EngineThread other({.clock = LoopFixture::steady(),
                      .on_thread_start = [&] { callback_thread.set_value(std::this_thread::get_id()); }});
  BOOST_REQUIRE(other.start());
  std::promise<std::thread::id> user_thread;
  other.post([&] { must(other.spawn([&](Waiter&) { user_thread.set_value(std::this_thread::get_id()); })); });
  BOOST_TEST((callback_thread.get_future().get() == user_thread.get_future().get()));
}

BOOST_AUTO_TEST_SUITE_END()
