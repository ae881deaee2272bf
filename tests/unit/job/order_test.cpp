// SPDX-License-Identifier: Apache-2.0
#include "core/job/order.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;

BOOST_AUTO_TEST_SUITE(order)

BOOST_AUTO_TEST_CASE(the_limits_of_an_agent_reach_its_job_unchanged) {
  job::Order order;
  order.description.plan.fqn = "a.Test";
  order.limits = {{{"the agent", {"*:80", "[2001:db8::/32]:443"}}, {"x", {}}},
                  true,
                  true,
                  {"broker.example:7780"},
                  {500, std::chrono::minutes(3)}};
  const auto back = job::order_from_json(job::order_to_json(order));
  BOOST_REQUIRE(back);
  BOOST_TEST((back->limits == order.limits));
  BOOST_TEST((back->description == order.description));
}

BOOST_AUTO_TEST_SUITE_END()
