// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/events/support.hpp"

#include <fcntl.h>
#include <numeric>
#include <random>
#include <sys/mman.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace loads;
using namespace loads::events;

namespace {

std::uint64_t sum(const Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(ring, Fixture)

BOOST_AUTO_TEST_CASE(an_empty_memory_gives_nothing) {
  BOOST_TEST(!reader.read());
  BOOST_TEST(sum(reader.take_dropped()) == 0u);
}

BOOST_AUTO_TEST_CASE(events_come_out_in_the_order_in_which_they_went_in_around_the_ring_many_times) {
  std::mt19937 random(1);
  std::int64_t written = 0, read = 0;
  for (int round = 0; round < 300; ++round) {
    for (unsigned count = static_cast<unsigned>(random() % 200); count > 0; --count)
      user().counter(std::string(random() % 600, 'x'), written++);
    while (auto batch = reader.read())
      for (const loads_event* event : batch->events()) {
        BOOST_TEST_REQUIRE(event->type == LOADS_EVENT_COUNTER);
        BOOST_TEST_REQUIRE(event->as.counter->by == read);
        ++read;
      }
  }
  BOOST_TEST(read == written);
  BOOST_TEST(memory.lane(0).written > 2 * ring_bytes);
  BOOST_TEST(sum(reader.take_dropped()) == 0u);
}

BOOST_AUTO_TEST_CASE(what_finds_no_room_is_dropped_and_counted_by_type) {
  constexpr std::uint64_t many = 60'000; // more than fits
  for (std::uint64_t i = 0; i < many; ++i) {
    user().test_started(noon);
    user().counter("k", 1);
  }
  std::uint64_t started = 0, counted = 0;
  for (const auto& batch : read_all()) {
    started += batch->counts()[LOADS_EVENT_TEST_STARTED];
    counted += batch->counts()[LOADS_EVENT_COUNTER];
  }
  const Counts dropped = reader.take_dropped();
  BOOST_TEST(dropped[LOADS_EVENT_TEST_STARTED] > 0u);
  BOOST_TEST(started + dropped[LOADS_EVENT_TEST_STARTED] == many);
  BOOST_TEST(counted + dropped[LOADS_EVENT_COUNTER] == many);
  BOOST_TEST(sum(reader.take_dropped()) == 0u);

  user().test_started(noon); // there is room again
  BOOST_TEST(read_all().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_reader_and_a_writer_at_work_at_the_same_time_account_for_each_event) {
  constexpr std::int64_t many = 300'000;
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (std::int64_t i = 0; i < many; ++i)
      user().counter("a counter", i);
    done = true;
  });
  std::int64_t last = -1;
  std::uint64_t got = 0;
  bool in_order = true;
  for (bool more = true; more;) {
    more = !done;
    while (auto batch = reader.read())
      for (const loads_event* event : batch->events()) {
        in_order = in_order && event->as.counter->by > last;
        last = event->as.counter->by;
        ++got;
      }
  }
  writer.join();
  BOOST_TEST(in_order);
  BOOST_TEST(got + reader.take_dropped()[LOADS_EVENT_COUNTER] == std::uint64_t{many});
  BOOST_TEST(!reader.take_damage());
}

BOOST_AUTO_TEST_CASE(with_a_lock_many_threads_write_into_one_lane) {
  std::mutex lock;
  writers[0]->set_lock(&lock);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([this] {
      UserEvents own(*writers[0], {figures, figures}, 0, 1, position);
      for (int k = 0; k < 1000; ++k)
        own.counter("k", 1);
    });
  for (std::thread& thread : threads)
    thread.join();
  std::uint64_t got = 0;
  for (const auto& batch : read_all())
    got += batch->events().size();
  BOOST_TEST(got == 4000u);
}

BOOST_AUTO_TEST_CASE(lanes_are_merged_by_time_and_each_keeps_its_order) {
  Fixture two(2);
  const auto at = [](int ms) { return noon + std::chrono::milliseconds(ms); };
  two.user(0).test_started(at(1));
  two.user(0).test_started(at(5));
  two.user(0).test_started(at(4)); // told late
  two.user(1).test_started(at(2));
  two.user(1).test_started(at(6));
  std::vector<std::uint64_t> order;
  const auto batch = two.reader.read();
  const std::uint64_t first = batch->events()[0]->at_ns;
  for (const loads_event* event : batch->events())
    order.push_back((event->at_ns - first) / 1'000'000 + 1);
  BOOST_TEST((order == std::vector<std::uint64_t>{1, 2, 5, 4, 6}));
}

BOOST_AUTO_TEST_CASE(what_a_process_told_before_it_was_killed_is_there) {
  const pid_t child = ::fork();
  if (child == 0) {
    for (int i = 0; i < 1000; ++i)
      user().counter("k", i);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  BOOST_TEST_REQUIRE(::waitpid(child, &status, 0) == child);
  std::uint64_t got = 0;
  for (const auto& batch : read_all())
    got += batch->events().size();
  BOOST_TEST(got == 1000u);
}

BOOST_AUTO_TEST_CASE(another_mapping_sees_the_same_and_no_other_memory_is_taken) {
  base::Result<Memory> theirs = Memory::map(base::UniqueFd(::fcntl(memory.fd(), F_DUPFD_CLOEXEC, 0)));
  BOOST_TEST_REQUIRE(bool(theirs), (theirs ? "" : theirs.error().text));
  BOOST_TEST(theirs->lanes() == 1u);
  Writer writer(theirs->lane(0));
  UserEvents own(writer, {figures, figures}, 0, 1, position);
  own.test_started(noon);
  BOOST_TEST(read_all().size() == 1u);

  BOOST_TEST(!Memory::map(base::UniqueFd()));
  BOOST_TEST(!Memory::map(base::UniqueFd(::memfd_create("x", MFD_CLOEXEC))));
  BOOST_TEST(!Memory::create(0));
  auto other = base::SharedMemory::create("x", Memory::size_of(1));
  BOOST_TEST_REQUIRE(bool(other));
  BOOST_TEST(!Memory::map(base::UniqueFd(::fcntl(other->fd(), F_DUPFD_CLOEXEC, 0))));
}

BOOST_AUTO_TEST_SUITE_END()
