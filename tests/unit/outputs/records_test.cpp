// SPDX-License-Identifier: Apache-2.0
// The whole text that the output `file` writes for one event of each type. LOADS_ACCEPT=1 accepts a change.
#include "outputs/file/records.hpp"

#include "tests/unit/outputs/golden.hpp"
#include "tests/unit/outputs/sample_totals.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace loads::outputs {
namespace {

// An event of that type, by a user somewhere in the plan.
loads_event event_of(loads_event_type type) {
  loads_event event = {};
  event.size = sizeof event;
  event.type = type;
  event.at_ns = sample_run().started_unix_ns + 12'345'678;
  if (type == LOADS_EVENT_RUN_STARTED || type == LOADS_EVENT_RUN_ENDED)
    return event;
  event.test = text("TestWebSite.test_es");
  event.hits = 50, event.users = 20, event.hit = 7, event.user = 3;
  event.user_id = 13;
  event.cycle = 1;
  return event;
}

const loads_event_failure failure = {
    sizeof failure, LOADS_FAIL, 0, 31, text("1 != 2"), text("tests/example.cpp"), {}, {}};
const loads_event_failure relayed = {sizeof relayed,
                                     LOADS_ERROR,
                                     0,
                                     0,
                                     text("no such \"thing\"\n\xff\x01"),
                                     {},
                                     text("JSError"),
                                     text("at one()\nat two()")};

void write_all(Records& records) {
  records.header(sample_run());
  const auto write = [&](const loads_event& event) { records.event(Event(event)); };
  write(event_of(LOADS_EVENT_RUN_STARTED));
  loads_event started = event_of(LOADS_EVENT_TEST_STARTED);
  started.agent = text("box-77");
  write(started);

  const loads_event_hit answered = {sizeof answered,
                                    200,
                                    text("http://a/?x=\"1\"&y=\xc3\xa9"),
                                    text("GET"),
                                    text("start page"),
                                    {},
                                    started.at_ns - 1'250'000,
                                    1'250'000,
                                    120,
                                    4567,
                                    {0, 1000, 0, 2000, 3000, 4},
                                    0};
  loads_event_hit refused = answered;
  refused.status = 0;
  refused.reason = text("connection refused");
  refused.bytes_received = 0;
  refused.phases = {};
  for (const loads_event_hit* hit : std::initializer_list<const loads_event_hit*>{&answered, &refused}) {
    loads_event event = event_of(LOADS_EVENT_HIT);
    event.as.hit = hit;
    write(event);
  }
  for (const loads_outcome outcome : {LOADS_PASS, LOADS_FAIL, LOADS_ERROR, LOADS_SKIP, LOADS_STOPPED}) {
    const loads_event_test end = {sizeof end, outcome, 1'500'000'000,
                                  outcome == LOADS_FAIL    ? &failure
                                  : outcome == LOADS_ERROR ? &relayed
                                                           : nullptr,
                                  0};
    loads_event event = event_of(LOADS_EVENT_TEST_ENDED);
    event.as.test = &end;
    write(event);
  }
  loads_event_failure soft = failure;
  soft.soft = 1;
  loads_event failed = event_of(LOADS_EVENT_FAILURE);
  failed.as.failure = &soft;
  write(failed);
  const loads_event_counter counter = {sizeof counter, 0, text("bought"), -2};
  loads_event counted = event_of(LOADS_EVENT_COUNTER);
  counted.as.counter = &counter;
  write(counted);
  const loads_event_metric trend = {sizeof trend, 3, 0, 0, text("basket"), text("region=eu"), 2.5};
  loads_event measured = event_of(LOADS_EVENT_METRIC);
  measured.as.metric = &trend;
  write(measured);
  const loads_event_check check = {sizeof check, 1, text("page is there")};
  loads_event checked = event_of(LOADS_EVENT_CHECK);
  checked.as.check = &check;
  write(checked);
  const loads_event_socket socket = {sizeof socket, 1, text("ws://a/chat"), text("connection refused"), 12,
                                     3'000'000};
  for (const loads_event_type type : {LOADS_EVENT_SOCKET_OPENED, LOADS_EVENT_SOCKET_MESSAGE,
                                      LOADS_EVENT_SOCKET_CLOSED, LOADS_EVENT_SOCKET_FAILED}) {
    loads_event event = event_of(type);
    event.as.socket = &socket;
    write(event);
  }
  write(event_of(99)); // of a later version: nothing
  write(event_of(LOADS_EVENT_RUN_ENDED));
  loads_output_totals totals = {};
  totals.delivered = 21;
  totals.dropped = 8;
  totals.dropped_by_type[LOADS_EVENT_HIT] = 5;
  totals.dropped_by_type[LOADS_EVENT_TEST_ENDED] = 3;
  records.footer(&totals);
}

BOOST_AUTO_TEST_SUITE(records_test)

BOOST_AUTO_TEST_CASE(each_event_is_a_line_of_json_with_all_that_is_known) {
  Records records;
  write_all(records);
  const std::string actual(records.text());
  BOOST_TEST(actual == golden("file_events.jsonl", actual));
}

BOOST_AUTO_TEST_CASE(what_was_written_is_forgotten_and_the_next_line_begins_anew) {
  Records records;
  records.event(Event(event_of(LOADS_EVENT_RUN_ENDED)));
  const std::string once(records.text());
  records.clear();
  BOOST_TEST(records.text() == "");
  records.event(Event(event_of(LOADS_EVENT_RUN_ENDED)));
  BOOST_TEST(records.text() == once);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace
} // namespace loads::outputs
