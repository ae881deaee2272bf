// SPDX-License-Identifier: Apache-2.0
#include "core/runner/agent_figures.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;

BOOST_AUTO_TEST_CASE(agents_are_shown_without_what_is_of_the_warm_up) {
  wire::StreamReport stream;
  stream.stream = 1;
  stream.hits = 100;
  stream.failed = 30;
  wire::StreamReport other = stream;
  other.stream = 2;
  metrics::Ledger warm_up;
  warm_up.hits = 33;
  warm_up.ended[LOADS_FAIL] = 7;
  warm_up.ended[LOADS_ERROR] = 3;
  warm_up.ended[LOADS_PASS] = 20;
  const auto agents = runner::agent_figures({stream, other}, {{1, warm_up}});
  BOOST_REQUIRE(agents.size() == 2u);
  BOOST_TEST(agents[0].hits == 67u);
  BOOST_TEST(agents[0].failed == 20u);
  BOOST_TEST(agents[1].hits == 100u);
  BOOST_TEST(agents[1].failed == 30u);
}
