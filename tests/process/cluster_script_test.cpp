// SPDX-License-Identifier: Apache-2.0
// tools/cluster, as somebody types it: from the tree, and where it is installed.
#include "tests/support/runner.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace loads::test;
namespace fs = std::filesystem;

namespace {

bool is_alive(pid_t pid) {
  return ::kill(pid, 0) == 0;
}

struct Fixture {
  // A tree with the script and the build under test, wherever that one is.
  Fixture() {
    fs::permissions(temporary.path(), fs::perms::owner_all);
    fs::create_directories(fs::path(script).parent_path());
    fs::copy(source_folder() + "/tools/cluster", script);
    fs::create_symlink(build_folder(), temporary.path() + "/tree/build");
  }
  ~Fixture() { cluster({"down"}); }

  Finished cluster(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), script);
    return run({arguments, environment});
  }
  Finished runner(const std::vector<std::string>& arguments) const {
    Command command = runner_command(arguments);
    command.environment.insert(environment.begin(), environment.end());
    return run(command);
  }
  std::string folder() const { return temporary.path() + "/loads/cluster"; }
  pid_t pid(const std::string& name) const {
    pid_t found = 0;
    std::ifstream(folder() + "/" + name + ".pid") >> found;
    return found;
  }

  TemporaryFolder temporary;
  std::string script = temporary.path() + "/tree/tools/cluster";
  std::map<std::string, std::string> environment = {{"XDG_RUNTIME_DIR", temporary.path()}};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(cluster_script, Fixture)

BOOST_AUTO_TEST_CASE(up_makes_a_cluster_that_runners_find_and_down_leaves_nothing) {
  const Finished up = cluster({"up", "2"});
  BOOST_TEST_REQUIRE(up.code == 0, up.err);
  BOOST_TEST(up.out.starts_with("A broker and 2 agents are up"), up.out);
  BOOST_TEST(contains(up.out, "cluster down\n"));
  BOOST_TEST(contains(runner({"--ping-broker"}).out, "\n2 agents registered\n"));
  BOOST_TEST(figure(runner({"--health-check"}).out, "Success") == 2);
  const Finished status = cluster({"status"});
  BOOST_TEST(status.code == 0);
  BOOST_TEST(contains(status.out, "agent-2: process " + std::to_string(pid("agent-2")) + "\n"), status.out);
  std::vector<pid_t> all;
  for (const char* name : {"broker", "agent-1", "agent-2"})
    all.push_back(pid(name));
  BOOST_TEST(std::all_of(all.begin(), all.end(), is_alive));
  const Finished down = cluster({"down"});
  BOOST_TEST(down.code == 0, down.err);
  // Whoever reaps them may take a moment.
  BOOST_TEST(wait_until([&] { return std::none_of(all.begin(), all.end(), is_alive); }));
  BOOST_TEST(fs::is_empty(temporary.path() + "/loads"));
  BOOST_TEST(cluster({"down"}).out == "No cluster is up.\n");
  BOOST_TEST(cluster({"status"}).code == 3);
}

BOOST_AUTO_TEST_CASE(what_is_up_already_stays_as_it_is) {
  BOOST_TEST_REQUIRE(cluster({"up", "1"}).code == 0);
  const pid_t broker = pid("broker");
  const Finished again = cluster({"up", "1"});
  BOOST_TEST(again.code == 0);
  BOOST_TEST(again.out == "A cluster with 1 agent is up already.\n");
  BOOST_TEST(pid("broker") == broker);
  const Finished more = cluster({"up", "3"});
  BOOST_TEST(more.code == 3);
  BOOST_TEST(contains(more.err, "a cluster with 1 agent is up already"), more.err);
}

BOOST_AUTO_TEST_CASE(a_process_that_has_ended_is_named_and_the_rest_goes_down) {
  BOOST_TEST_REQUIRE(cluster({"up", "2"}).code == 0);
  ::kill(pid("agent-1"), SIGKILL);
  BOOST_REQUIRE(wait_until([&] { return contains(cluster({"status"}).out, "agent-1: has ended"); }));
  BOOST_TEST(cluster({"status"}).code == 3);
  BOOST_TEST(contains(cluster({"up", "2"}).err, "these have ended: agent-1"));
  BOOST_TEST(cluster({"down"}).code == 0);
  BOOST_TEST(!fs::exists(folder()));
}

BOOST_AUTO_TEST_CASE(a_number_that_is_another_process_by_now_is_left_alone) {
  fs::create_directories(folder());
  Program stranger({{"sleep", "60"}});
  std::ofstream(folder() + "/agent-1.pid") << stranger.pid() << " 1\n";
  BOOST_TEST(cluster({"down"}).code == 0);
  BOOST_TEST(is_alive(stranger.pid()));
  BOOST_TEST(!fs::exists(folder()));
}

BOOST_AUTO_TEST_CASE(a_run_ends_with_its_cluster) {
  BOOST_TEST_REQUIRE(cluster({"up", "1"}).code == 0);
  EchoServer server;
  Command command = runner_command(
      {"good.Good.test_delay", "--agents", "1", "-d", "1h", "--detach", "--server-url", server.url()},
      good_folder());
  command.environment.insert(environment.begin(), environment.end());
  BOOST_TEST_REQUIRE(run(command).code == 0);
  BOOST_REQUIRE(wait_until([&] { return server.stat("total") > 10; }));
  const Finished down = cluster({"down"});
  BOOST_TEST(down.code == 0, down.err);
  BOOST_TEST(down.seconds < 20);
  BOOST_TEST(server.stat("current") == 0);
}

BOOST_AUTO_TEST_CASE(a_broker_of_somebody_else_is_not_touched) {
  fs::create_directory(temporary.path() + "/loads");
  fs::permissions(temporary.path() + "/loads", fs::perms::owner_all);
  const std::string endpoint = "ipc://" + temporary.path() + "/loads/broker.ipc";
  Program broker({{build_folder() + "/bin/loads-broker", "--frontend", endpoint, "--state",
                   temporary.path() + "/state"}});
  BOOST_REQUIRE(broker.wait_for("listens at", true));
  const Finished up = cluster({"up", "1"});
  BOOST_TEST(up.code == 3);
  BOOST_TEST(contains(up.err, "another broker listens at " + endpoint), up.err);
  BOOST_TEST(!fs::exists(folder()));
  BOOST_TEST(is_alive(broker.pid()));
}

BOOST_AUTO_TEST_CASE(what_does_not_start_is_told_with_its_log_and_leaves_nothing) {
  environment["LOADS_AGENT_MAX_JOBS"] = "none";
  const Finished up = cluster({"up", "1"});
  BOOST_TEST(up.code == 3);
  BOOST_TEST(contains(up.err, "agent-1 has ended. Its log:\nloads-agent: LOADS_AGENT_MAX_JOBS"), up.err);
  BOOST_TEST(!fs::exists(folder()));
}

BOOST_AUTO_TEST_CASE(one_that_is_ended_before_all_are_there_leaves_nothing) {
  Program up({{script, "up", "20"}, environment});
  BOOST_REQUIRE(wait_until([&] { return fs::exists(folder() + "/agent-3.pid"); }));
  up.send(SIGTERM);
  BOOST_TEST(up.wait().signal == SIGTERM);
  BOOST_TEST(fs::is_empty(temporary.path() + "/loads"));
}

BOOST_AUTO_TEST_CASE(programs_are_found_beside_it_or_in_the_path) {
  const std::string bin = temporary.path() + "/bin";
  fs::create_directory(bin);
  fs::copy(script, bin + "/loads-cluster");
  script = bin + "/loads-cluster";
  const Finished lonely = cluster({"up", "1"});
  BOOST_TEST(lonely.code == 3);
  BOOST_TEST(contains(lonely.err, "loads-cluster: there is no loads-broker in " + bin), lonely.err);
  for (const char* name : {"loads-broker", "loads-agent", "loads-runner"})
    fs::create_symlink(build_folder() + "/bin/" + name, bin + "/" + name);
  BOOST_TEST(cluster({"up", "1"}).code == 0);
  BOOST_TEST(cluster({"down"}).code == 0);
  fs::remove_all(bin);
  script = temporary.path() + "/cluster";
  fs::copy(source_folder() + "/tools/cluster", script);
  environment["PATH"] = build_folder() + "/bin:" + std::getenv("PATH");
  BOOST_TEST(cluster({"up", "1"}).code == 0);
}

BOOST_AUTO_TEST_CASE(mistakes_get_one_line) {
  for (const auto& [arguments, words] :
       {std::pair(std::vector<std::string>{}, "up, down or status?"),
        std::pair(std::vector<std::string>{"up"}, "number of agents"),
        std::pair(std::vector<std::string>{"up", "0"}, "from 1 to 1000"),
        std::pair(std::vector<std::string>{"up", "-3"}, "from 1 to 1000"),
        std::pair(std::vector<std::string>{"down", "now"}, "nothing more"),
        std::pair(std::vector<std::string>{"sideways"}, "there is no sideways")}) {
    const Finished refused = cluster(arguments);
    BOOST_TEST(refused.code == 2);
    BOOST_TEST(contains(refused.err, words), refused.err);
    BOOST_TEST(std::count(refused.err.begin(), refused.err.end(), '\n') == 1);
  }
  BOOST_TEST(contains(cluster({"--help"}).out, "usage: tools/cluster up N"));
}

BOOST_AUTO_TEST_SUITE_END()
