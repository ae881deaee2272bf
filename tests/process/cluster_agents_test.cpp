// SPDX-License-Identifier: Apache-2.0
// Agents that come, go and come back: who has a name, and who takes part in a run.
#include "tests/support/cluster.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>

using namespace loads::test;

namespace {

// An agent of that name, with a state folder of its own.
Command agent_called(const std::string& name, const TestCluster& cluster, const std::string& state) {
  return {{build_folder() + "/bin/loads-agent", "--broker", cluster.endpoint(), "--name", name, "--state",
           cluster.folder() + "/" + state}};
}

// Whether the process is the one that has the name at the broker.
bool has_name(const TestCluster& cluster, const std::string& name, pid_t process) {
  const std::string ping = cluster.ping();
  const std::size_t at = ping.find("- " + name + " on ");
  return at != std::string::npos &&
         contains(ping.substr(at, ping.find('\n', at) - at), ", pid " + std::to_string(process));
}

} // namespace

BOOST_AUTO_TEST_CASE(two_agents_of_one_name_do_not_take_it_from_each_other) {
  TestCluster cluster(1);
  const pid_t first = cluster.agent(0).pid();
  Program twin(agent_called("agent1", cluster, "twin"));
  BOOST_REQUIRE(twin.wait_for(
      "the broker does not take this agent, which asks again each second: another agent (", true));
  BOOST_TEST(contains(twin.err(), ", process " + std::to_string(first) +
                                      ") has the name agent1; give this one another --name, or end that one"),
             twin.err());
  EchoServer server;
  const Finished run = cluster.run(
      {"good.Good.test_delay", "--server-url", server.url(), "-a", "1", "-d", "3"}, good_folder());
  BOOST_TEST(run.code == 0, run.err); // while the other one asks for the name
  BOOST_TEST(has_name(cluster, "agent1", first));
  BOOST_TEST(cluster.broker().wait_for("is refused: another one", true));
  // Who has it, ends: then the other one gets it.
  cluster.agent(0).send(SIGTERM);
  BOOST_TEST(cluster.agent(0).wait().code == 0);
  BOOST_TEST(twin.wait_for("the broker takes this agent now", true));
  BOOST_TEST(has_name(cluster, "agent1", twin.pid()));
  twin.send(SIGTERM);
  BOOST_TEST(twin.wait().code == 0);
}

BOOST_AUTO_TEST_CASE(an_agent_that_was_killed_has_its_name_within_a_second) {
  TestCluster cluster(1);
  for (int i = 0; i < 5; ++i) {
    cluster.agent(0).send(SIGKILL);
    cluster.agent(0).wait();
    const auto began = std::chrono::steady_clock::now();
    cluster.start_agent(0);
    BOOST_REQUIRE(wait_until([&] { return has_name(cluster, "agent1", cluster.agent(0).pid()); }));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    BOOST_TEST_MESSAGE("registered after " << took.count() << " s");
    BOOST_TEST(took.count() < 2); // one, and the time that programs need to start
    BOOST_TEST(!contains(cluster.agent(0).err(), "does not take this agent"), cluster.agent(0).err());
  }
}

BOOST_AUTO_TEST_CASE(an_agent_that_died_or_stopped_just_before_a_run_is_replaced) {
  TestCluster cluster(4);
  EchoServer server;
  cluster.agent(0).send(SIGKILL);
  cluster.agent(0).wait();
  cluster.agent(1).send(SIGSTOP);
  const Finished run = cluster.run(
      {"good.Good.test_plain_get", "--server-url", server.url(), "-a", "2", "--hits", "5"}, good_folder());
  cluster.agent(1).send(SIGCONT);
  BOOST_TEST(run.code == 0, run.err);
  BOOST_TEST(figure(run.out, "Hits") == 10);
  BOOST_TEST(run.seconds < 10);
  BOOST_TEST(contains(run.out, "agent3"), run.out);
  BOOST_TEST(contains(run.out, "agent4"), run.out);
  BOOST_TEST(server.stat("total") == 10);
}
