// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/events/support.hpp"

using namespace loads;
using namespace loads::events;

namespace {

struct OneUser : Fixture {
  // The only event that was told since the last call. The batch lives as long as the fixture.
  const loads_event& told() {
    batches.push_back(reader.read());
    BOOST_TEST_REQUIRE(bool(batches.back()));
    BOOST_TEST_REQUIRE(batches.back()->events().size() == 1u);
    return *batches.back()->events()[0];
  }
  std::vector<std::shared_ptr<const Batch>> batches;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(user_events, OneUser)

BOOST_AUTO_TEST_CASE(each_event_says_whose_it_is_and_when_it_happened) {
  const auto before = std::chrono::system_clock::now();
  user().test_started(base::SteadyClock().now());
  const auto after = std::chrono::system_clock::now();
  const loads_event& event = told();
  BOOST_TEST(event.size == sizeof event);
  BOOST_TEST(event.type == LOADS_EVENT_TEST_STARTED);
  BOOST_TEST(text_of(event.test) == "A.second");
  BOOST_TEST(text_of(event.agent) == "");
  BOOST_TEST(event.hits == 10u);
  BOOST_TEST(event.users == 20u);
  BOOST_TEST(event.hit == 3u);
  BOOST_TEST(event.user == 4u);
  BOOST_TEST(event.user_id == 70u);
  BOOST_TEST(event.cycle == 1u);
  BOOST_TEST(event.hits_cycle == 2u);
  const auto unix_ns = [](auto time) {
    return static_cast<double>(std::chrono::nanoseconds(time.time_since_epoch()).count());
  };
  BOOST_TEST(static_cast<double>(event.at_ns) >= unix_ns(before) - 1e8);
  BOOST_TEST(static_cast<double>(event.at_ns) <= unix_ns(after) + 1e8);
}

BOOST_AUTO_TEST_CASE(a_hit_is_told_with_all_that_is_known_and_passed_on) {
  model::Hit hit;
  hit.url = "http://a/x?y=1";
  hit.method = "POST";
  hit.label = "x";
  hit.status = 404;
  hit.bytes_sent = 5;
  hit.bytes_received = 6;
  hit.started = noon;
  hit.ended = noon + std::chrono::milliseconds(7);
  hit.phase_ns = {1, 2, 3, 4, 5, 6};
  user().hit(hit);
  BOOST_TEST(figures.hits == 1);
  const loads_event& event = told();
  BOOST_TEST_REQUIRE(event.type == LOADS_EVENT_HIT);
  const loads_event_hit& told_hit = *event.as.hit;
  BOOST_TEST(told_hit.status == 404u);
  BOOST_TEST(text_of(told_hit.url) == "http://a/x?y=1");
  BOOST_TEST(text_of(told_hit.method) == "POST");
  BOOST_TEST(text_of(told_hit.label) == "x");
  BOOST_TEST(text_of(told_hit.reason) == "");
  BOOST_TEST(told_hit.elapsed_ns == 7'000'000u);
  BOOST_TEST(event.at_ns - told_hit.started_ns == 7'000'000u);
  BOOST_TEST(told_hit.bytes_sent == 5u);
  BOOST_TEST(told_hit.bytes_received == 6u);
  BOOST_TEST(told_hit.phases.name_lookup == 1u);
  BOOST_TEST(told_hit.phases.receive == 6u);
}

BOOST_AUTO_TEST_CASE(the_end_of_a_failed_iteration_brings_its_first_failure_that_was_not_soft) {
  user().failure({LOADS_FAIL, true, 1, "soft", "a.cpp", "", ""}, noon);
  BOOST_TEST(told().as.failure->soft == 1u);
  user().failure({LOADS_ERROR, false, 2, "first", "b.cpp", "std::logic_error", "main"}, noon);
  const loads_event_failure& first = *told().as.failure;
  BOOST_TEST(first.outcome == LOADS_ERROR);
  BOOST_TEST(first.soft == 0u);
  user().failure({LOADS_FAIL, false, 3, "second", "c.cpp", "", ""}, noon);
  told();
  user().test_ended(LOADS_FAIL, std::chrono::microseconds(9), noon);
  const loads_event_test& end = *told().as.test;
  BOOST_TEST(end.outcome == LOADS_FAIL);
  BOOST_TEST(end.elapsed_ns == 9000u);
  BOOST_TEST_REQUIRE(end.failure);
  BOOST_TEST(end.failure->outcome == LOADS_ERROR);
  BOOST_TEST(end.failure->line == 2u);
  BOOST_TEST(text_of(end.failure->message) == "first");
  BOOST_TEST(text_of(end.failure->file) == "b.cpp");
  BOOST_TEST(text_of(end.failure->exception) == "std::logic_error");
  BOOST_TEST(text_of(end.failure->trace) == "main");

  user().test_started(noon); // forgets it
  told();
  user().test_ended(LOADS_FAIL, {}, noon);
  BOOST_TEST(!told().as.test->failure);
}

BOOST_AUTO_TEST_CASE(an_iteration_that_did_not_fail_has_no_failure) {
  user().failure({LOADS_FAIL, false, 2, "because of the stop", "", "", ""}, noon);
  told();
  user().test_ended(LOADS_STOPPED, {}, noon);
  const loads_event_test& end = *told().as.test;
  BOOST_TEST(end.outcome == LOADS_STOPPED);
  BOOST_TEST(!end.failure);
}

BOOST_AUTO_TEST_CASE(counters_metrics_and_checks_are_told) {
  user().counter("k", -3);
  const loads_event& counter = told();
  BOOST_TEST(text_of(counter.as.counter->name) == "k");
  BOOST_TEST(counter.as.counter->by == -3);
  user().metric({2, 1, "size", "region=eu", 1.5});
  const loads_event& metric = told();
  BOOST_TEST(metric.as.metric->kind == 2);
  BOOST_TEST(metric.as.metric->unit == 1);
  BOOST_TEST(metric.as.metric->value == 1.5);
  BOOST_TEST(text_of(metric.as.metric->name) == "size");
  BOOST_TEST(text_of(metric.as.metric->tags) == "region=eu");
  user().check("page is there", true);
  const loads_event& check = told();
  BOOST_TEST(check.as.check->passed == 1u);
  BOOST_TEST(text_of(check.as.check->name) == "page is there");
}

BOOST_AUTO_TEST_CASE(web_sockets_are_told_with_their_label_and_passed_on) {
  const auto chat = user().socket_label("ws://a/chat"), news = user().socket_label("news");
  user().socket_opened(chat, std::chrono::nanoseconds(5));
  const loads_event& opened = told();
  BOOST_TEST(opened.type == LOADS_EVENT_SOCKET_OPENED);
  BOOST_TEST(text_of(opened.as.socket->label) == "ws://a/chat");
  BOOST_TEST(opened.as.socket->elapsed_ns == 5u);
  user().socket_sent(chat, 12);
  BOOST_TEST(told().as.socket->incoming == 0u);
  user().socket_received(chat, 13, std::chrono::nanoseconds(8));
  const loads_event& message = told();
  BOOST_TEST(message.type == LOADS_EVENT_SOCKET_MESSAGE);
  BOOST_TEST(message.as.socket->bytes == 13u);
  BOOST_TEST(message.as.socket->incoming == 1u);
  BOOST_TEST(message.as.socket->elapsed_ns == 8u);
  user().socket_closed(chat);
  BOOST_TEST(told().type == LOADS_EVENT_SOCKET_CLOSED);
  user().socket_failed(news, "connection refused");
  const loads_event& failed = told();
  BOOST_TEST(failed.type == LOADS_EVENT_SOCKET_FAILED);
  BOOST_TEST(text_of(failed.as.socket->label) == "news");
  BOOST_TEST(text_of(failed.as.socket->reason) == "connection refused");
  BOOST_TEST(figures.sockets == 5);
}

BOOST_AUTO_TEST_CASE(a_text_that_is_too_long_is_cut) {
  user().counter(std::string(1 << 20, 'x'), 1);
  BOOST_TEST(told().as.counter->name.size == longest_text);
  user().failure({LOADS_FAIL, false, 0, std::string(1 << 20, 'y'), "", "", ""}, noon);
  told();
  user().test_ended(LOADS_FAIL, {}, noon);
  BOOST_TEST(told().as.test->failure->message.size <= longest_text);
}

BOOST_AUTO_TEST_SUITE_END()
