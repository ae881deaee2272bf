// SPDX-License-Identifier: Apache-2.0
#include "core/engine/fiber_waiter.hpp"

#include "tests/support/manual_clock.hpp"
#include "tests/unit/engine/loop_fixture.hpp"

#include <boost/test/unit_test.hpp>
#include <optional>
#include <thread>
#include <vector>

using namespace loads::engine;
using namespace loads::tests;
using namespace std::chrono_literals;
namespace base = loads::base;

namespace {

struct ManualLoop {
  ManualClock clock;
  LoopFixture fixture{clock};
  EventLoop& loop = fixture.loop;
  SocketPair pair;
  IoHandle handle{pair.near.get()};

  void rounds(int count = 3) {
    for (int i = 0; i < count; ++i)
      loop.run_once(false);
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(fiber_waiter)

BOOST_FIXTURE_TEST_CASE(a_user_waits_until_its_peer_has_written, LoopFixture) {
  const SocketPair pair;
  std::vector<int> received;
  TestUser user(loop, [&](Waiter& waiter) {
    IoHandle handle{pair.near.get()};
    BOOST_REQUIRE(waiter.attach(handle));
    while (received.size() < 100) {
      BOOST_REQUIRE((waiter.wait_readable(handle, base::never) == Wake::ready));
      for (int byte = pair.receive(); byte > 0; byte = pair.receive())
        received.push_back(byte);
    }
    waiter.detach(handle);
  });
  std::thread peer([&] {
    for (char i = 1; i <= 100; ++i)
      pair.send(i);
  });
  run_until([&] { return user.finished(); });
  peer.join();
  for (int i = 0; i < 100; ++i)
    BOOST_REQUIRE_EQUAL(received[static_cast<std::size_t>(i)], i + 1);
}

BOOST_FIXTURE_TEST_CASE(a_user_waits_until_there_is_room_to_write, LoopFixture) {
  const SocketPair pair;
  const std::vector<char> block(64 * 1024);
  bool was_full = false;
  std::size_t sent = 0;
  TestUser writer(loop, [&](Waiter& waiter) {
    IoHandle handle{pair.far.get()};
    BOOST_REQUIRE(waiter.attach(handle));
    while (sent < 4'000'000) {
      const auto count = send(handle.fd, block.data(), block.size(), MSG_NOSIGNAL);
      if (count > 0) {
        sent += static_cast<std::size_t>(count);
        continue;
      }
      was_full = true;
      BOOST_REQUIRE((waiter.wait_writable(handle, base::never) == Wake::ready));
    }
    shutdown(handle.fd, SHUT_WR);
    waiter.detach(handle);
  });
  std::size_t received = 0;
  TestUser reader(loop, [&](Waiter& waiter) {
    IoHandle handle{pair.near.get()};
    BOOST_REQUIRE(waiter.attach(handle));
    std::vector<char> buffer(10'000);
    for (bool end = false; !end;) {
      BOOST_REQUIRE((waiter.wait_readable(handle, base::never) == Wake::ready));
      for (;;) {
        const auto count = recv(handle.fd, buffer.data(), buffer.size(), 0);
        if (count <= 0) {
          end = count == 0;
          break;
        }
        received += static_cast<std::size_t>(count);
      }
    }
    waiter.detach(handle);
  });
  run_until([&] { return writer.finished() && reader.finished(); });
  BOOST_TEST(was_full);
  BOOST_TEST(received == sent);
}

BOOST_FIXTURE_TEST_CASE(a_wait_ends_at_its_deadline, ManualLoop) {
  std::optional<Wake> result;
  TestUser user(loop, [&](Waiter& waiter) {
    waiter.attach(handle);
    result = waiter.wait_readable(handle, clock.now() + 1s);
    waiter.detach(handle);
  });
  rounds();
  clock.advance(1s - 1ns);
  rounds();
  BOOST_TEST(!result.has_value());
  clock.advance(1ns);
  rounds();
  BOOST_TEST((result == Wake::timeout));
}

BOOST_FIXTURE_TEST_CASE(a_later_deadline_leaves_the_armed_timer_where_it_is_until_it_fires, ManualLoop) {
  std::vector<Wake> results;
  const auto start = clock.now();
  TestUser user(loop, [&](Waiter& waiter) {
    waiter.attach(handle);
    results.push_back(waiter.wait_readable(handle, start + 10s));
    pair.receive();
    results.push_back(waiter.wait_readable(handle, start + 15s));
    waiter.detach(handle);
  });
  rounds();
  BOOST_TEST((loop.timers().next() == start + 10s));
  pair.send('x');
  clock.advance(5s);
  rounds();
  BOOST_TEST(results.size() == 1u);
  BOOST_TEST((loop.timers().next() == start + 10s)); // not moved
  clock.advance(5s);
  rounds();
  BOOST_TEST(results.size() == 1u);
  BOOST_TEST((loop.timers().next() == start + 15s)); // fired, found to be too early, armed for the true one
  clock.advance(5s);
  rounds();
  BOOST_TEST((results == std::vector<Wake>{Wake::ready, Wake::timeout}));
}

BOOST_FIXTURE_TEST_CASE(an_earlier_deadline_moves_the_armed_timer, ManualLoop) {
  std::vector<Wake> results;
  const auto start = clock.now();
  TestUser user(loop, [&](Waiter& waiter) {
    waiter.attach(handle);
    results.push_back(waiter.wait_readable(handle, start + 30s));
    pair.receive();
    results.push_back(waiter.sleep_until(start + 1s));
    results.push_back(waiter.sleep_until(start + 2s));
    waiter.detach(handle);
  });
  pair.send('x');
  rounds();
  BOOST_TEST((loop.timers().next() == start + 1s));
  clock.advance(1s);
  rounds();
  BOOST_TEST(results.size() == 2u);
  clock.advance(1s);
  rounds();
  BOOST_TEST((results == std::vector<Wake>(3, Wake::ready)));
  BOOST_TEST(loop.meter().read().timers == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_timer_left_over_from_an_answered_request_wakes_nobody, ManualLoop) {
  std::vector<Wake> results;
  TestUser user(loop, [&](Waiter& waiter) {
    waiter.attach(handle);
    results.push_back(waiter.wait_readable(handle, clock.now() + 1s));
    pair.receive();
    results.push_back(waiter.wait_readable(handle, base::never));
    waiter.detach(handle);
  });
  pair.send('x');
  rounds();
  clock.advance(2s);
  rounds();
  BOOST_TEST(results.size() == 1u);
  BOOST_TEST((loop.timers().next() == base::never));
  pair.send('y');
  rounds();
  BOOST_TEST((results == std::vector<Wake>(2, Wake::ready)));
}

BOOST_FIXTURE_TEST_CASE(a_cancelled_user_is_resumed_and_never_waits_again, ManualLoop) {
  std::vector<Wake> results;
  bool cancelled = false;
  TestUser user(loop, [&](Waiter& waiter) {
    waiter.attach(handle);
    results.push_back(waiter.wait_readable(handle, base::never));
    results.push_back(waiter.wait_readable(handle, base::never));
    results.push_back(waiter.wait_writable(handle, base::never));
    results.push_back(waiter.sleep_until(clock.now() + 1h));
    results.push_back(waiter.sleep_until(clock.now() - 1h));
    cancelled = waiter.cancelled();
    waiter.detach(handle);
  });
  rounds();
  user.waiter().cancel();
  rounds();
  BOOST_TEST(user.finished());
  BOOST_TEST(cancelled);
  BOOST_TEST((results == std::vector<Wake>(5, Wake::cancelled)));
}

BOOST_FIXTURE_TEST_CASE(a_sleeping_user_is_resumed_by_cancel, ManualLoop) {
  std::optional<Wake> result;
  TestUser user(loop, [&](Waiter& waiter) { result = waiter.sleep_until(base::never); });
  rounds();
  user.waiter().cancel();
  user.waiter().cancel(); // twice is once
  rounds();
  BOOST_TEST((result == Wake::cancelled));
}

BOOST_FIXTURE_TEST_CASE(a_user_cancelled_before_it_began_runs_and_does_not_wait, ManualLoop) {
  std::optional<Wake> result;
  TestUser user(loop, [&](Waiter& waiter) { result = waiter.sleep_until(base::never); });
  user.waiter().cancel();
  rounds();
  BOOST_TEST((result == Wake::cancelled));
}

BOOST_FIXTURE_TEST_CASE(an_answer_that_came_before_the_cancel_is_not_lost, ManualLoop) {
  std::optional<Wake> result;
  TestUser user(loop, [&](Waiter& waiter) {
    waiter.attach(handle);
    result = waiter.wait_readable(handle, base::never);
    waiter.detach(handle);
  });
  rounds();
  pair.send('x');
  struct Canceller final : Timer { // fires after the event was noted and before the user runs
    TestUser* user = nullptr;
    void fire(base::TimePoint) override { user->waiter().cancel(); }
  } canceller;
  canceller.user = &user;
  loop.timers().arm(canceller, clock.now());
  rounds();
  BOOST_TEST((result == Wake::ready));
}

BOOST_FIXTURE_TEST_CASE(a_sleep_of_no_length_lets_the_others_run_once, ManualLoop) {
  std::vector<int> order;
  const auto body = [&](int id) {
    return [&order, id](Waiter& waiter) {
      for (int i = 0; i < 3; ++i) {
        order.push_back(id);
        waiter.sleep_until(base::TimePoint{});
      }
    };
  };
  TestUser first(loop, body(1));
  TestUser second(loop, body(2));
  rounds(5);
  BOOST_TEST(order == (std::vector<int>{1, 2, 1, 2, 1, 2}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_real_sleep_is_not_shorter_than_asked_for, LoopFixture) {
  std::vector<base::Duration> late;
  TestUser user(loop, [&](Waiter& waiter) {
    for (int i = 0; i < 20; ++i) {
      const auto time = waiter.now() + 1ms;
      BOOST_REQUIRE((waiter.sleep_until(time) == Wake::ready));
      late.push_back(waiter.now() - time);
    }
  });
  run_until([&] { return user.finished(); });
  for (const auto duration : late)
    BOOST_TEST(duration.count() >= 0);
}

BOOST_FIXTURE_TEST_CASE(a_user_may_close_its_socket_while_events_for_it_are_pending, LoopFixture) {
  bool got_answer = false;
  SocketPair first;
  SocketPair second;
  TestUser user(loop, [&](Waiter& waiter) {
    IoHandle handle{first.near.get()};
    BOOST_REQUIRE(waiter.attach(handle));
    BOOST_REQUIRE((waiter.wait_readable(handle, base::never) == Wake::ready));
    first.send('y'); // another event for the socket that goes now
    waiter.detach(handle);
    first.near.reset();
    IoHandle other{second.near.get()};
    BOOST_REQUIRE(waiter.attach(other));
    BOOST_REQUIRE((waiter.wait_readable(other, base::never) == Wake::ready));
    got_answer = second.receive() == 'z';
    waiter.detach(other);
  });
  first.send('x');
  loop.run_once(true);
  loop.run_once(true);
  second.send('z');
  run_until([&] { return user.finished(); });
  BOOST_TEST(got_answer);
}

BOOST_AUTO_TEST_SUITE_END()
