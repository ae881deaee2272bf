// SPDX-License-Identifier: Apache-2.0
#include "core/broker/followers.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace loads::broker;

BOOST_AUTO_TEST_CASE(who_asks_for_a_run_follows_it_for_a_while) {
  const wire::RunId run{{1}}, other{{2}};
  const base::TimePoint start{};
  Followers followers;
  followers.hear("a", wire::make_message(wire::Submit{}, {run, 0}), start);
  followers.hear("b", wire::make_message(wire::Attach{}, {run, 0}), start + std::chrono::seconds(5));
  followers.hear("c", wire::make_message(wire::Ping{}, {run, 0}), start);
  followers.hear("d", wire::make_message(wire::Attach{}, {other, 0}), start);
  BOOST_TEST((followers.of(run) == std::vector<Peer>{"a", "b"}));
  followers.tidy(start + std::chrono::seconds(11));
  BOOST_TEST((followers.of(run) == std::vector<Peer>{"b"}));
  BOOST_TEST(followers.of(other).empty());
  followers.forget(run, "b");
  BOOST_TEST(followers.of(run).empty());
}
