// SPDX-License-Identifier: Apache-2.0
// The load of the fault harness: paced requests, each of which the target writes down. Needs --server-url.
#include <loads/loads.hpp>

#include <chrono>

class Faults : public loads::TestCase {
  void test_hit() {
    assert_equal(session.get(server_url + "/hit").status_code(), 200);
    sleep(std::chrono::milliseconds(15));
  }
};

LOADS_SUITE(Faults, test_hit);
