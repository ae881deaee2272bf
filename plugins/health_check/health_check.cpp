// SPDX-License-Identifier: Apache-2.0
// The empty test that --health-check runs on each agent: that it runs at all is what it shows.
#include <loads/loads.hpp>

class HealthCheck : public loads::TestCase {
  void test_health() { incr_counter("health-check"); }
};

LOADS_SUITE(HealthCheck, test_health);
