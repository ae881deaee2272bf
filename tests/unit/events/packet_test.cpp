// SPDX-License-Identifier: Apache-2.0
#include "core/events/packet.hpp"

#include "tests/unit/events/support.hpp"

#include <random>

using namespace loads;
using namespace loads::events;

namespace {

constexpr std::uint64_t began_unix_ns = 1'700'000'000'000'000'000;

struct TwoLanes : Fixture {
  TwoLanes() : Fixture(2) {}
  PacketCutter cutter{memory};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(packet, TwoLanes)

BOOST_AUTO_TEST_CASE(an_empty_memory_gives_no_packet) {
  BOOST_TEST(cutter.cut(noon) == "");
  BOOST_TEST(!cutter.take_damage());
}

BOOST_AUTO_TEST_CASE(events_of_all_lanes_come_out_with_their_words_and_the_time_of_the_runs_calendar) {
  user(0).test_started(noon + std::chrono::milliseconds(250));
  user(1).failure({LOADS_FAIL, false, 7, "not so", "a.cpp", "", "trace"},
                  noon + std::chrono::milliseconds(100));
  const auto unpacked = unpack(cutter.cut(noon), names, began_unix_ns);
  BOOST_REQUIRE(unpacked);
  const auto events = unpacked->batch->events();
  BOOST_REQUIRE(events.size() == 2u);
  BOOST_TEST(events[0]->type == LOADS_EVENT_FAILURE); // by time
  BOOST_TEST(events[0]->at_ns == began_unix_ns + 100'000'000);
  BOOST_TEST(text_of(events[0]->as.failure->message) == "not so");
  BOOST_TEST(text_of(events[0]->test) == "A.second");
  BOOST_TEST(events[1]->at_ns == began_unix_ns + 250'000'000);
  BOOST_TEST(events[1]->user_id == 70u);
  BOOST_TEST(cutter.cut(noon) == "");
}

BOOST_AUTO_TEST_CASE(many_packets_have_each_event_once_and_in_order_or_count_it_as_dropped) {
  constexpr std::uint64_t many = 80'000; // more than fit into the ring
  for (std::uint64_t i = 0; i < many; ++i)
    user(i % 2).counter(std::string(i % 300, 'x'), static_cast<std::int64_t>(i));
  std::uint64_t got = 0, dropped = 0, packets = 0;
  std::int64_t last[2] = {-1, -1};
  for (std::string packet = cutter.cut(noon); !packet.empty(); packet = cutter.cut(noon)) {
    BOOST_TEST_REQUIRE(packet.size() < std::size_t{3} << 19);
    const auto unpacked = unpack(packet, names, began_unix_ns);
    BOOST_REQUIRE(unpacked);
    ++packets;
    dropped += unpacked->dropped[LOADS_EVENT_COUNTER];
    if (!unpacked->batch)
      continue;
    for (const loads_event* event : unpacked->batch->events()) {
      std::int64_t& before = last[event->user_id - 70];
      BOOST_TEST_REQUIRE(event->as.counter->by > before);
      before = event->as.counter->by;
      ++got;
    }
  }
  BOOST_TEST(packets > 4u);
  BOOST_TEST(dropped > 0u);
  BOOST_TEST(got + dropped == many);
}

BOOST_AUTO_TEST_CASE(what_is_no_packet_is_an_error_and_never_read_behind_its_end) {
  user().failure({LOADS_ERROR, false, 7, "message", "file", "exception", "trace"}, noon);
  user(1).counter("k", 1);
  const std::string packet = cutter.cut(noon);
  BOOST_TEST(bool(unpack(packet, names, began_unix_ns)));
  constexpr std::size_t head = 144; // without lanes it is whole, too
  for (std::size_t size = 0; size < packet.size(); ++size) {
    const std::string cut(packet.data(), size); // its end is the end of the allocation
    (void)unpack(cut, names, began_unix_ns);
    if (size < head)
      BOOST_TEST(!unpack(cut, names, began_unix_ns));
  }
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    std::string damaged = packet;
    for (unsigned i = 0; i <= random() % 4; ++i)
      damaged[random() % damaged.size()] = static_cast<char>(random());
    (void)unpack(damaged, names, began_unix_ns);
  }
  BOOST_TEST(!unpack(packet, TestNames(), began_unix_ns)); // a test that nobody named
}

BOOST_AUTO_TEST_CASE(damage_in_a_lane_is_told_once_and_the_other_lane_goes_on) {
  user(0).counter("k", 1);
  user(1).counter("k", 2);
  memory.lane(0).ring[0] = std::byte{3};
  const auto unpacked = unpack(cutter.cut(noon), names, began_unix_ns);
  BOOST_REQUIRE(unpacked);
  BOOST_TEST(unpacked->batch->events().size() == 1u);
  BOOST_TEST(cutter.take_damage());
  BOOST_TEST(!cutter.take_damage());
}

BOOST_AUTO_TEST_SUITE_END()
