// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>

#include <chrono>

// Makes many events and no requests.
class Chatter : public loads::TestCase {
  void test_counters() {
    for (int i = 0; i < 1000; ++i)
      incr_counter("k");
    sleep(std::chrono::milliseconds(1));
  }
};

LOADS_SUITE(Chatter, test_counters);
