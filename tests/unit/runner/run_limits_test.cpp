// SPDX-License-Identifier: Apache-2.0
#include "core/runner/run_limits.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using Ports = std::vector<std::uint16_t>;

namespace {

std::optional<Ports> ports(std::vector<std::string> of_agent, std::vector<std::string> of_run = {},
                           bool starts_programs = false) {
  model::Plan plan;
  plan.limits.targets = {{"the agent", std::move(of_agent)}};
  plan.allow_targets = std::move(of_run);
  runner::RunPlace place;
  place.starts_programs = starts_programs;
  return runner::run_limits(plan, place).tcp_ports;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_suite_reaches_the_ports_of_its_targets_and_name_servers) {
  BOOST_TEST((ports({"a.example:443", "10.0.0.0/8:8000-8002"}) == Ports{53, 443, 8000, 8001, 8002}));
  BOOST_TEST((ports({}, {"a.example:443"}) == Ports{53, 443}));
  BOOST_TEST((ports({"*:80-443"}, {"a.example:443", "b.example:8080"}) == Ports{53, 443}));
  BOOST_TEST((ports({"*:80"}, {"*:81"}) == Ports{53}));
}

BOOST_AUTO_TEST_CASE(all_processes_of_a_run_together_have_more_than_one_of_them) {
  model::Plan plan;
  runner::RunPlace place;
  place.memory = std::uint64_t{64} << 20;
  const auto own = runner::run_limits(plan, place);
  const auto all = runner::group_limits(plan, place);
  BOOST_TEST((own.memory == 0) == (all.memory == 0)); // under a sanitizer there is none
  BOOST_TEST((own.memory == 0 || all.memory > own.memory));
  // Beside stacks a process has what was said and no more.
  BOOST_TEST((own.memory == 0 || own.memory <= place.memory + (std::uint64_t{128} << 20)));
  BOOST_TEST(all.tasks > 0);
  BOOST_TEST(all.tasks <= own.tasks);
  place.starts_programs = true;
  BOOST_TEST(runner::group_limits(plan, place).memory > place.memory);
}

BOOST_AUTO_TEST_CASE(targets_without_ports_or_with_many_leave_all_to_the_check_of_the_worker) {
  BOOST_TEST(!ports({}));
  BOOST_TEST(!ports({"a.example:443", "b.example"}));
  BOOST_TEST(!ports({"a.example:1-65535"}));
  BOOST_TEST(!ports({"a.example:1-2000"}));
  BOOST_TEST(!ports({"a.example:443"}, {}, true)); // programs are not held to targets
}
