// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/unit/outputs/sample_totals.hpp"

#include <loads/event.hpp>

#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

// Events that a test makes one after the other; `events()` are all of them.
class SampleEvents {
public:
  // Who acts in what follows, and when, in nanoseconds since the run began.
  SampleEvents& at(std::uint64_t ns);
  SampleEvents& user(std::uint64_t number, std::uint64_t users, std::uint32_t cycle,
                     std::string_view test = "TestWebSite.test_es");

  SampleEvents& test_started();
  SampleEvents& test_ended(loads_outcome outcome, std::uint64_t elapsed_ns, std::string_view message = "");
  // Transport failures have the status 0 and a reason.
  SampleEvents& hit(std::string_view method, std::string_view url, std::uint32_t status,
                    std::uint64_t elapsed_ns, std::string_view label = "", std::string_view reason = "");

  loads::Events events();

private:
  loads_event& add(loads_event_type type);

  loads_event now_{};
  std::deque<loads_event> events_; // these stay where they are
  std::deque<loads_event_hit> hits_;
  std::deque<loads_event_test> tests_;
  std::deque<loads_event_failure> failures_;
  std::vector<const loads_event*> pointers_;
};
