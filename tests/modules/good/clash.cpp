// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>

static const loads::Rate ok("ok");
static const loads::Trend also_ok("ok");

class Clash : public loads::TestCase {
  void test_nothing() {}
};
LOADS_SUITE(Clash, test_nothing);
