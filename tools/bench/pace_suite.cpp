// SPDX-License-Identifier: Apache-2.0
// What tools/bench/pause runs: each user has a timetable with a request every 20 ms, and records how late
// each begins. One that is late does not move the next: a pause of 3 seconds makes 150 late ones, not one.
// Needs --server-url.
#include <loads/loads.hpp>

#include <chrono>

static const loads::Trend late("late", loads::Unit::time);

class Pace : public loads::TestCase {
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds pace{20}; // PACE_SECONDS of tools/bench/pause

  void begin_user() override { due_ = Clock::now(); }

  void test_paced() {
    due_ += pace;
    if (const auto left = due_ - Clock::now(); left.count() > 0)
      sleep(left);
    late.add(Clock::now() - due_);
    assert_equal(session.get(server_url + "/").status_code(), 200);
  }

  Clock::time_point due_;
};
LOADS_SUITE(Pace, test_paced);
