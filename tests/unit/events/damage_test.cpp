// SPDX-License-Identifier: Apache-2.0
// Whatever a wild worker writes into the memory, its parent reads on.
#include "tests/unit/events/support.hpp"

#include <cstring>
#include <random>

using namespace loads;
using namespace loads::events;

namespace {

void scribble(Memory& memory, std::mt19937_64& random, std::size_t words) {
  auto* ring = reinterpret_cast<std::uint32_t*>(memory.lane(0).ring.data());
  for (std::size_t i = 0; i < words; i += 1 + random() % 40)
    ring[i] = static_cast<std::uint32_t>(random() >> random() % 64);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(damage, Fixture)

BOOST_AUTO_TEST_CASE(random_bytes_and_random_ends_hurt_nobody) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937_64 random(seed);
    Fixture wild;
    for (int i = 0; i < 50 && seed % 2; ++i)
      wild.user().failure({LOADS_FAIL, false, 1, "message", "file", "exception", "trace"}, noon);
    scribble(wild.memory, random, 4000);
    if (seed % 3 == 0)
      wild.memory.lane(0).written = random() >> random() % 64;
    else if (seed % 2 == 0)
      wild.memory.lane(0).written = ring_bytes;
    for (std::size_t type = 0; type < type_count; ++type)
      wild.memory.lane(0).dropped[type] = random();
    for (const auto& batch : wild.read_all())
      for (const loads_event* event : batch->events())
        if (event->type == LOADS_EVENT_FAILURE)
          BOOST_TEST(text_of(event->as.failure->message).size() <= ring_bytes);
    wild.reader.take_dropped();
  }
}

BOOST_AUTO_TEST_CASE(what_came_before_the_damage_is_read_and_the_damage_is_told_once) {
  user().test_started(noon);
  const std::uint64_t good = memory.lane(0).written;
  user().test_started(noon);
  const std::uint32_t odd = 7;
  std::memcpy(&memory.lane(0).ring[good], &odd, sizeof odd);
  const auto batches = read_all();
  BOOST_TEST_REQUIRE(batches.size() == 1u);
  BOOST_TEST(batches[0]->events().size() == 1u);
  BOOST_TEST(reader.take_damage());
  BOOST_TEST(!reader.take_damage());
  user().test_started(noon);
  BOOST_TEST(!reader.read());
}

BOOST_AUTO_TEST_CASE(an_end_behind_the_ring_is_damage) {
  memory.lane(0).written = ring_bytes + 8;
  BOOST_TEST(!reader.read());
  BOOST_TEST(reader.take_damage());
}

BOOST_AUTO_TEST_CASE(a_record_that_never_ends_is_damage) {
  const RecordHead endless{static_cast<std::uint32_t>(ring_bytes), LOADS_EVENT_HIT, 0};
  std::memcpy(memory.lane(0).ring.data(), &endless, sizeof endless);
  memory.lane(0).written = ring_bytes / 2;
  BOOST_TEST(!reader.read());
  BOOST_TEST(reader.take_damage());
}

BOOST_AUTO_TEST_CASE(a_test_or_a_type_that_does_not_exist_is_damage) {
  for (const RecordHead head :
       {RecordHead{sizeof(Record), LOADS_EVENT_TEST_STARTED, 2}, RecordHead{sizeof(Record), 99, 0},
        RecordHead{sizeof(Record), LOADS_EVENT_HIT, 0}}) {
    Fixture one;
    std::memcpy(one.memory.lane(0).ring.data(), &head, sizeof head);
    one.memory.lane(0).written = sizeof(Record);
    BOOST_TEST(!one.reader.read());
    BOOST_TEST(one.reader.take_damage());
  }
}

BOOST_AUTO_TEST_SUITE_END()
