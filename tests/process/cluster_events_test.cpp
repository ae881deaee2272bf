// SPDX-License-Identifier: Apache-2.0
// Raw events of agents whose processes are killed: those that came and those that are said to be lost are all
// that happened.
#include "tests/support/cluster.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <csignal>
#include <functional>
#include <sstream>

namespace json = boost::json;
using namespace loads::test;

namespace {

struct Fixture {
  TestCluster cluster{1};
  EchoServer server;
  TemporaryFolder folder;

  // What has not been read from the worker when it dies is lost for sure.
  void stop_readers() const {
    for (const pid_t process : cluster.jobs())
      if (read_file("/proc/" + std::to_string(process) + "/comm") == "loads-job\n")
        ::kill(process, SIGSTOP);
    const long before = server.stat("total");
    BOOST_REQUIRE(wait_until([&] { return server.stat("total") > before + 500; }));
  }
  void kill_jobs() const {
    for (const pid_t process : cluster.jobs())
      ::kill(process, SIGKILL);
  }

  // A run with an output of raw events whose processes get that, at least `least` hits of which are lost.
  void check_all_are_counted(const std::function<void()>& kill, double least) {
    const std::string file = folder.path() + "/events";
    Program runner(
        cluster.command({"good.Good.test_plain_get", "--server-url", server.url(), "-a", "1", "-u", "4", "-d",
                         "1h", "--output", "stdout", "--output", "file", "--output-file-filename", file},
                        good_folder()));
    BOOST_REQUIRE(wait_until([&] { return contains(read_file(file), "add_hit"); }));
    kill();
    const Finished run = runner.wait();
    BOOST_TEST(run.code == 3, run.err);
    double delivered = 0, lost = 0;
    std::string sentence; // as the user reads it
    std::istringstream lines(read_file(file));
    for (std::string line; std::getline(lines, line);) {
      const json::object record = json::parse(line).as_object();
      delivered += record.at("data_type") == "add_hit";
      if (record.at("data_type") != "end")
        continue;
      const auto dropped = record.at("dropped").to_number<long>(),
                 events = record.at("events").to_number<long>();
      if (const json::value* hits = record.at("dropped_by_type").as_object().if_contains("add_hit"))
        lost = hits->to_number<double>();
      if (dropped > 0)
        sentence = "output file did not get " + std::to_string(dropped) + " events of " +
                   std::to_string(dropped + events) + ", " + std::to_string(std::lround(lost)) +
                   " of them hits: agents lost them\n";
    }
    BOOST_TEST_MESSAGE(delivered << " hits came, " << lost << " were lost");
    BOOST_TEST_CONTEXT(run.err << run.out) {
      BOOST_TEST(delivered > 0);
      BOOST_TEST(lost >= least);
      BOOST_TEST(delivered + lost == figure(run.out, "Hits"));
      BOOST_TEST(figure(run.out, "Hits") <= server.stat("total"));
      BOOST_TEST(contains(run.err, sentence));
    }
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(cluster_events, Fixture)

BOOST_AUTO_TEST_CASE(of_a_run_whose_processes_are_killed) {
  check_all_are_counted(
      [this] {
        stop_readers();
        kill_jobs();
      },
      500);
}

BOOST_AUTO_TEST_CASE(of_an_agent_that_is_killed_and_comes_back) {
  check_all_are_counted(
      [this] {
        cluster.agent(0).send(SIGKILL);
        cluster.agent(0).wait();
        cluster.start_agent(0);
      },
      0);
}

BOOST_AUTO_TEST_CASE(of_an_agent_that_is_killed_with_its_processes_and_comes_back) {
  check_all_are_counted(
      [this] {
        stop_readers();
        const std::vector<pid_t> processes = cluster.jobs();
        cluster.agent(0).send(SIGKILL);
        for (const pid_t process : processes)
          ::kill(process, SIGKILL);
        cluster.agent(0).wait();
        cluster.start_agent(0);
      },
      500);
}

BOOST_AUTO_TEST_SUITE_END()
