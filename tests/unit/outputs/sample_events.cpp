// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/outputs/sample_events.hpp"

SampleEvents& SampleEvents::at(std::uint64_t ns) {
  now_.at_ns = sample_run().started_unix_ns + ns;
  return *this;
}

SampleEvents& SampleEvents::user(std::uint64_t number, std::uint64_t users, std::uint32_t cycle,
                                 std::string_view test) {
  now_.user = number;
  now_.users = users;
  now_.cycle = cycle;
  now_.user_id = 1000 * cycle + number;
  now_.test = text(test);
  return *this;
}

loads_event& SampleEvents::add(loads_event_type type) {
  now_.size = sizeof now_;
  now_.type = type;
  events_.push_back(now_);
  return events_.back();
}

SampleEvents& SampleEvents::test_started() {
  add(LOADS_EVENT_TEST_STARTED);
  return *this;
}

SampleEvents& SampleEvents::test_ended(loads_outcome outcome, std::uint64_t elapsed_ns,
                                       std::string_view message) {
  loads_event_test& test = tests_.emplace_back();
  test.size = sizeof test;
  test.outcome = outcome;
  test.elapsed_ns = elapsed_ns;
  if (!message.empty()) {
    loads_event_failure& failure = failures_.emplace_back();
    failure.size = sizeof failure;
    failure.outcome = outcome;
    failure.line = 31;
    failure.file = text("example.cpp");
    failure.message = text(message);
    test.failure = &failure;
  }
  add(LOADS_EVENT_TEST_ENDED).as.test = &test;
  return *this;
}

SampleEvents& SampleEvents::hit(std::string_view method, std::string_view url, std::uint32_t status,
                                std::uint64_t elapsed_ns, std::string_view label, std::string_view reason) {
  loads_event_hit& hit = hits_.emplace_back();
  hit.size = sizeof hit;
  hit.status = status;
  hit.url = text(url);
  hit.method = text(method);
  hit.label = text(label.empty() ? url : label);
  hit.reason = text(reason);
  hit.elapsed_ns = elapsed_ns;
  hit.started_ns = now_.at_ns - elapsed_ns;
  add(LOADS_EVENT_HIT).as.hit = &hit;
  return *this;
}

loads::Events SampleEvents::events() {
  pointers_.clear();
  for (const loads_event& event : events_)
    pointers_.push_back(&event);
  return {pointers_.data(), pointers_.size()};
}
