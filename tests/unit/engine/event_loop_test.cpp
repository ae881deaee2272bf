// SPDX-License-Identifier: Apache-2.0
#include "core/engine/event_loop.hpp"

#include "tests/support/manual_clock.hpp"
#include "tests/unit/engine/loop_fixture.hpp"

#include <boost/test/unit_test.hpp>
#include <functional>
#include <list>
#include <thread>
#include <vector>

using namespace loads::engine;
using namespace loads::tests;
using namespace std::chrono_literals;
namespace base = loads::base;

namespace {

struct Job final : Task {
  explicit Job(std::function<void()> function) : what(std::move(function)) {}
  void run() override { what(); }
  std::function<void()> what;
};

struct Listener final : IoListener {
  int told = 0;
  void io_ready() override { ++told; }
};

Watch& watch_of(const IoHandle& handle) {
  return *static_cast<Watch*>(handle.state);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(event_loop, LoopFixture)

BOOST_AUTO_TEST_CASE(ready_tasks_run_in_the_order_in_which_they_became_ready) {
  std::vector<int> order;
  std::list<Job> jobs;
  for (int i = 0; i < 2000; ++i) { // more than one batch
    jobs.emplace_back([&order, i] { order.push_back(i); });
    loop.make_ready(jobs.back());
  }
  run_until([&] { return order.size() == 2000; });
  for (int i = 0; i < 2000; ++i)
    BOOST_REQUIRE_EQUAL(order[static_cast<std::size_t>(i)], i);
  loop.run_once(false);
  BOOST_TEST(loop.meter().read().resumed == 2000u);
}

BOOST_AUTO_TEST_CASE(tasks_that_are_always_ready_do_not_keep_events_and_posts_away) {
  bool posted = false;
  int runs = 0;
  Job busy([&] {
    ++runs;
    loop.make_ready(busy);
  });
  loop.make_ready(busy);
  loop.post([&] { posted = true; });
  run_until([&] { return posted; });
  BOOST_TEST(runs < 10);
}

BOOST_AUTO_TEST_CASE(functions_posted_by_other_threads_run_on_the_loop_each_once) {
  constexpr int each = 1000;
  int count = 0;
  const auto loop_thread = std::this_thread::get_id();
  bool elsewhere = false;
  const auto poster = [&] {
    for (int i = 0; i < each; ++i) {
      loop.post([&] {
        ++count;
        elsewhere |= std::this_thread::get_id() != loop_thread;
      });
    }
  };
  std::thread first(poster);
  std::thread second(poster);
  run_until([&] { return count == 2 * each; });
  first.join();
  second.join();
  BOOST_TEST(!elsewhere);
}

BOOST_AUTO_TEST_CASE(a_running_loop_is_stopped_from_another_thread) {
  std::thread stopper([&] { loop.stop(); });
  loop.run();
  stopper.join();
}

BOOST_AUTO_TEST_CASE(a_watch_notes_what_came_before_anyone_waited) {
  const SocketPair pair;
  IoHandle handle{pair.near.get()};
  BOOST_REQUIRE(loop.poller().attach(handle));
  pair.send('x');
  run_until([&] { return (watch_of(handle).ready & Watch::readable) != 0; });
  BOOST_TEST(watch_of(handle).take(Watch::readable));
  BOOST_TEST(!watch_of(handle).take(Watch::readable));
  BOOST_TEST(watch_of(handle).take(Watch::writable));
  loop.poller().detach(handle);
}

BOOST_AUTO_TEST_CASE(an_end_that_came_together_with_data_is_not_forgotten) {
  SocketPair pair;
  IoHandle handle{pair.near.get()};
  BOOST_REQUIRE(loop.poller().attach(handle));
  pair.send('x');
  pair.far.reset();
  run_until([&] { return watch_of(handle).hung_up != 0; });
  BOOST_TEST(watch_of(handle).take(Watch::readable)); // the data
  BOOST_TEST(watch_of(handle).take(Watch::readable)); // the end, of which there is no further event
  loop.poller().detach(handle);
}

BOOST_AUTO_TEST_CASE(events_of_a_detached_descriptor_reach_neither_its_listener_nor_its_successor) {
  const SocketPair old_pair;
  const SocketPair new_pair;
  IoHandle old_handle{old_pair.near.get()};
  BOOST_REQUIRE(loop.poller().attach(old_handle));
  loop.run_once(false); // the event of being writable
  auto listener = std::make_unique<Listener>();
  watch_of(old_handle).listener = listener.get();
  watch_of(old_handle).interest = Watch::readable;
  old_pair.send('x'); // pending in the kernel, while:
  const void* place = old_handle.state;
  loop.poller().detach(old_handle);
  listener.reset();
  IoHandle new_handle{new_pair.near.get()};
  BOOST_REQUIRE(loop.poller().attach(new_handle));
  BOOST_TEST(new_handle.state == place); // the same watch, used again
  Listener successor;
  watch_of(new_handle).listener = &successor;
  watch_of(new_handle).interest = Watch::readable;
  loop.run_once(false);
  BOOST_TEST(successor.told == 0);
  BOOST_TEST((watch_of(new_handle).ready & Watch::readable) == 0);
  loop.poller().detach(new_handle);
}

BOOST_AUTO_TEST_CASE(a_descriptor_may_be_attached_again_after_it_was_detached) {
  const SocketPair pair;
  IoHandle handle{pair.near.get()};
  BOOST_REQUIRE(loop.poller().attach(handle));
  loop.poller().detach(handle);
  BOOST_REQUIRE(loop.poller().attach(handle));
  pair.send('x');
  run_until([&] { return (watch_of(handle).ready & Watch::readable) != 0; });
  loop.poller().detach(handle);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_waited_for_is_refused_with_the_reason_in_errno) {
  IoHandle closed{-1};
  errno = 0;
  BOOST_TEST(!loop.poller().attach(closed));
  BOOST_TEST(errno == EBADF);
}

BOOST_AUTO_TEST_CASE(an_event_that_is_there_comes_before_a_deadline_that_has_passed) {
  struct Deadline final : Timer {
    Watch* watch = nullptr;
    bool fired = false;
    bool event_first = false;
    void fire(base::TimePoint) override {
      fired = true;
      event_first = (watch->ready & Watch::readable) != 0;
    }
  };
  const ManualClock clock;
  LoopFixture fixture(clock);
  const SocketPair pair;
  IoHandle handle{pair.near.get()};
  BOOST_REQUIRE(fixture.loop.poller().attach(handle));
  Deadline deadline;
  deadline.watch = &watch_of(handle);
  fixture.loop.timers().arm(deadline, clock.now() - 1s);
  pair.send('x');
  fixture.loop.run_once(false);
  BOOST_TEST(deadline.fired);
  BOOST_TEST(deadline.event_first);
  fixture.loop.poller().detach(handle);
}

BOOST_AUTO_TEST_SUITE_END()
