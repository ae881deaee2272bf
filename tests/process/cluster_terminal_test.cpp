// SPDX-License-Identifier: Apache-2.0
// What a user at a terminal is asked of runs on agents.
#include "tests/support/cluster.hpp"
#include "tests/support/terminal.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads::test;

namespace {

constexpr const char* ctrl_c = "\x03";
constexpr const char* question = "(s)top the test or (d)etach";

struct Fixture {
  TestCluster cluster{2};
  EchoServer server;

  Command long_run(int agents = 2) const {
    return cluster.command({"good.Good.test_delay", "--server-url", server.url(), "-a",
                            std::to_string(agents), "-u", "3", "-d", "60"},
                           good_folder());
  }
  bool goes_on() const { return !cluster.active_run().empty(); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(cluster_terminal, Fixture)

BOOST_AUTO_TEST_CASE(ctrl_c_shows_the_report_so_far_and_d_leaves_the_run) { // check 37
  Terminal runner(long_run());
  BOOST_TEST_REQUIRE(runner.wait_for(" 2s, 5"));
  runner.type(ctrl_c);
  BOOST_TEST(runner.wait_for("Success: "), runner.shown());
  BOOST_TEST(runner.wait_for(question), runner.shown());
  BOOST_TEST(runner.shown().find("running     0") == std::string::npos, runner.shown()); // hits of an agent
  runner.type("what\n");
  BOOST_TEST(runner.wait_for(question), runner.shown());
  runner.type("d\n");
  BOOST_TEST(runner.wait_for("the run goes on: --attach "), runner.shown());
  BOOST_TEST(runner.wait() == 0);
  BOOST_TEST(goes_on());
  BOOST_TEST(cluster.run({"--stop-run", cluster.active_run()}).out == "Stopped.\n");
  BOOST_TEST(!goes_on());
}

BOOST_AUTO_TEST_CASE(s_stops_it_within_six_seconds) { // check 37
  Terminal runner(long_run());
  BOOST_TEST_REQUIRE(runner.wait_for(" 2s, ")); // something was measured
  runner.type(ctrl_c);
  BOOST_TEST_REQUIRE(runner.wait_for(question), runner.shown());
  runner.type("s\n");
  BOOST_TEST(runner.wait_for("Success: ", std::chrono::seconds(6)), runner.shown());
  BOOST_TEST(runner.wait() == 0);
  BOOST_TEST(!goes_on());
}

BOOST_AUTO_TEST_CASE(ctrl_c_twice_is_stop) {
  Terminal runner(long_run());
  BOOST_TEST_REQUIRE(runner.wait_for(" 2s, "));
  runner.type(ctrl_c);
  BOOST_TEST_REQUIRE(runner.wait_for(question), runner.shown());
  runner.type(ctrl_c);
  BOOST_TEST(runner.wait(std::chrono::seconds(10)) == 0);
  BOOST_TEST(!goes_on());
}

BOOST_AUTO_TEST_CASE(of_several_runs_one_is_chosen) {
  for (int i = 0; i < 2; ++i) {
    Command detached = long_run(1);
    detached.arguments.push_back("--detach");
    BOOST_TEST(loads::test::run(detached).code == 0);
  }
  const Finished blind = cluster.run({"--attach"});
  BOOST_TEST(blind.code == 2);
  BOOST_TEST(blind.err.starts_with("loads-runner: several runs are active; name one: --attach "), blind.err);
  Terminal runner(cluster.command({"--attach"}));
  BOOST_TEST_REQUIRE(runner.wait_for("Which one (1 to 2) ? "), runner.shown());
  runner.type("2\n");
  BOOST_TEST(runner.wait_for(" 2s, "), runner.shown());
  runner.type(ctrl_c);
  BOOST_TEST_REQUIRE(runner.wait_for(question), runner.shown());
  runner.type("s\n");
  BOOST_TEST(runner.wait() == 0);
  BOOST_TEST(goes_on()); // the other one
}

BOOST_AUTO_TEST_SUITE_END()
