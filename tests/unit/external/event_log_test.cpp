// SPDX-License-Identifier: Apache-2.0
#include "core/external/event_log.hpp"
#include "core/external/results.hpp"

#include "core/events/reader.hpp"
#include "tests/support/manual_clock.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace loads::external;

namespace {

// What outputs get of what runners say.
struct Fixture {
  events::Memory memory = std::move(*events::Memory::create(1));
  metrics::Slab slab = std::move(*metrics::Slab::create(1));
  tests::ManualClock clock;
  metrics::Recorder recorder{slab, 0};
  Results results{recorder, &memory, clock};
  events::Reader reader{memory, results.test_names()};
  std::shared_ptr<const events::Batch> batch;

  void say(const std::string& text) {
    auto message = read_message(text);
    BOOST_REQUIRE_MESSAGE(message, text);
    results.take(*message);
  }
  std::vector<const loads_event*> read() {
    batch = reader.read();
    BOOST_REQUIRE(batch);
    BOOST_TEST(!reader.take_damage());
    return {batch->events().begin(), batch->events().end()};
  }
};

std::string text(loads_str from) {
  return {from.data, from.size};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(event_log, Fixture)

BOOST_AUTO_TEST_CASE(an_iteration_is_told_with_its_place) {
  results.begin_step(1, 10);
  say(R"({"data_type":"startTest","test":"login","loads_status":[4,5,2,3]})");
  say(R"({"data_type":"add_hit","loads_status":[4,5,2,3],"url":"http://h/x","method":"GET","status":200,
          "started":"2030-01-02T03:04:05","elapsed":0.5})");
  say(R"({"data_type":"addFailure","test":"login","loads_status":[4,5,2,3],"exc_info":["Mismatch","1 is not 2","at 3"]})");
  say(R"({"data_type":"stopTest","test":"login","loads_status":[4,5,2,3]})");
  std::map<loads_event_type, const loads_event*> events;
  for (const loads_event* event : read()) {
    BOOST_TEST(text(event->test) == "login");
    BOOST_TEST(event->hits == 4);
    BOOST_TEST(event->users == 5);
    BOOST_TEST(event->hit == 2);
    BOOST_TEST(event->user == 3);
    BOOST_TEST(event->user_id == 13);
    BOOST_TEST(event->cycle == 1);
    events[event->type] = event;
  }
  BOOST_TEST(events.size() == 4);
  BOOST_TEST(events.count(LOADS_EVENT_TEST_STARTED) == 1);
  const loads_event_hit& hit = *events.at(LOADS_EVENT_HIT)->as.hit;
  BOOST_TEST(text(hit.url) == "http://h/x");
  BOOST_TEST(hit.status == 200);
  BOOST_TEST(hit.elapsed_ns == 500'000'000);
  BOOST_TEST(text(events.at(LOADS_EVENT_FAILURE)->as.failure->exception) == "Mismatch");
  const loads_event_test& end = *events.at(LOADS_EVENT_TEST_ENDED)->as.test;
  BOOST_TEST(end.outcome == LOADS_FAIL);
  BOOST_TEST(end.elapsed_ns == 500'000'000);
  BOOST_REQUIRE(end.failure);
  BOOST_TEST(text(end.failure->message) == "1 is not 2");
  BOOST_TEST(text(end.failure->trace) == "at 3");
}

BOOST_AUTO_TEST_CASE(a_hit_without_a_test_ends_when_its_date_says) {
  say(R"({"data_type":"add_hit","url":"u","method":"GET","status":200,"started":"2030-01-02T03:04:05","elapsed":0.5})");
  const std::vector<const loads_event*> events = read();
  BOOST_REQUIRE(events.size() == 1);
  BOOST_TEST(text(events[0]->test) == "");
  BOOST_TEST(events[0]->at_ns - events[0]->as.hit->started_ns == 500'000'000);
}

BOOST_AUTO_TEST_CASE(counters_sockets_and_runners_that_fail) {
  say(R"({"data_type":"incr_counter","name":"k","test":"t"})");
  say(R"({"data_type":"socket_open"})");
  say(R"({"data_type":"socket_message","size":12})");
  say(R"({"data_type":"socket_close"})");
  results.runner_failed(2, "the runner exited with code 4");
  std::vector<loads_event_type> types;
  for (const loads_event* event : read())
    types.push_back(event->type);
  const std::vector<loads_event_type> expected = {LOADS_EVENT_COUNTER,        LOADS_EVENT_SOCKET_OPENED,
                                                  LOADS_EVENT_SOCKET_MESSAGE, LOADS_EVENT_SOCKET_CLOSED,
                                                  LOADS_EVENT_TEST_STARTED,   LOADS_EVENT_FAILURE,
                                                  LOADS_EVENT_TEST_ENDED};
  BOOST_TEST(types == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
