// SPDX-License-Identifier: Apache-2.0
// What tools/bench/pause runs: each user begins a request every 20 ms, and records how late. Needs
// --server-url.
#include <loads/loads.hpp>

#include <chrono>

static const loads::Trend late("late", loads::Unit::time);

class Pace : public loads::TestCase {
  using Clock = std::chrono::steady_clock;

  void test_paced() {
    constexpr std::chrono::milliseconds pause(20); // PACE_SECONDS of tools/bench/pause
    const Clock::time_point due = Clock::now() + pause;
    sleep(pause);
    late.add(Clock::now() - due);
    assert_equal(session.get(server_url + "/").status_code(), 200);
  }
};
LOADS_SUITE(Pace, test_paced);
