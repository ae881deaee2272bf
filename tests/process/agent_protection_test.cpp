// SPDX-License-Identifier: Apache-2.0
// What an agent, and the programs around it, keep from those who could use them: their log, their broker's
// socket, their key.
#include "tests/support/cluster.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <sstream>
#include <sys/stat.h>

using namespace loads::test;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

Finished run_program(const std::string& program, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), build_folder() + "/bin/" + program);
  return run(Command{std::move(arguments)}, std::chrono::seconds(30));
}

// The log of an agent on which a test has printed what looks like lines of it.
std::string log_of_forger(std::vector<std::string> options) {
  TestCluster cluster(1, std::move(options));
  const Finished run =
      cluster.run({"forges_log.Bad.test_bad", "--agents", "1"}, build_folder() + "/tests/modules/bad");
  BOOST_TEST(run.code == 0, run.out + run.err);
  BOOST_TEST(cluster.agent(0).wait_for("prints: {", true));
  cluster.agent(0).send(SIGTERM);
  return cluster.agent(0).wait().err;
}

} // namespace

BOOST_AUTO_TEST_CASE(what_a_test_prints_is_no_line_of_the_agent) {
  std::istringstream lines(log_of_forger({}));
  int forged = 0;
  for (std::string line; std::getline(lines, line);) {
    BOOST_TEST(!line.starts_with("2026-11-22T12:00:00.000Z"), line);
    if (!contains(line, "forged"))
      continue;
    ++forged;
    BOOST_TEST(contains(line, "Z loads-job["), line);
    BOOST_TEST(contains(line, "] info: run "), line);
    BOOST_TEST(contains(line, " prints: "), line);
  }
  BOOST_TEST(forged == 2);
}

BOOST_AUTO_TEST_CASE(a_log_of_json_stays_one_object_a_line) {
  std::istringstream lines(log_of_forger({"--log-format", "json"}));
  int forged = 0;
  for (std::string line; std::getline(lines, line);) {
    boost::system::error_code failed;
    const json::value value = json::parse(line, failed);
    BOOST_REQUIRE_MESSAGE(!failed && value.is_object(), line);
    const json::object& object = value.as_object();
    const std::string message(object.at("message").as_string());
    if (!contains(message, "forged"))
      continue;
    ++forged;
    BOOST_TEST(object.at("program").as_string() == "loads-job");
    BOOST_TEST(message.starts_with("run "), message);
    BOOST_TEST(contains(message, " prints: "), message);
  }
  BOOST_TEST(forged == 2);
}

BOOST_AUTO_TEST_CASE(nobody_meets_where_others_could_listen) {
  const TemporaryFolder folder;
  const std::string endpoint = "ipc://" + folder.path() + "/broker.ipc", state = folder.path() + "/state";
  for (const mode_t open_to : {0777, 01777, 0770}) {
    ::chmod(folder.path().c_str(), open_to);
    for (const Finished& refused : {run_program("loads-broker", {"--frontend", endpoint, "--state", state}),
                                    run_program("loads-agent", {"--broker", endpoint, "--state", state}),
                                    run_program("loads-runner", {"--ping-broker", "--broker", endpoint})}) {
      BOOST_TEST(refused.code == 3, refused.err);
      BOOST_TEST(contains(refused.err, "others may write to the folder " + folder.path()), refused.err);
    }
  }
  BOOST_TEST(!fs::exists(folder.path() + "/broker.ipc"));
}

BOOST_AUTO_TEST_CASE(options_that_would_leave_no_wall_are_refused) {
  const TemporaryFolder folder, elsewhere;
  const auto check_refused = [&](std::vector<std::string> arguments, const std::string& words) {
    for (const char* more : {"--broker", "ipc:///nowhere/broker.ipc"})
      arguments.push_back(more);
    const Finished refused = run_program("loads-agent", std::move(arguments));
    BOOST_TEST(refused.code == 2, refused.err);
    BOOST_TEST(contains(refused.err, words), refused.err);
  };
  check_refused({"--max-memory", "1"}, "--max-memory: must be at least 16");
  check_refused({"--max-disk", "0"}, "--max-disk: must be at least 1");
  check_refused({"--sandbox-path", "/nowhere"}, "--sandbox-path /nowhere: there is no such file or folder");
  check_refused({"--sandbox-path", folder.path(), "--state", folder.path() + "/state"},
                "tests could read the state of this agent");
  BOOST_REQUIRE(
      run_program("loads-keygen", {"--role", "agent", "--name", "web1", "--output", folder.path()}).code ==
      0);
  BOOST_REQUIRE(
      run_program("loads-keygen", {"--role", "broker", "--name", "main", "--output", folder.path()}).code ==
      0);
  const Finished refused =
      run_program("loads-agent", {"--broker", "tcp://127.0.0.1:9", "--key", folder.path() + "/web1.key",
                                  "--known-brokers", folder.path() + "/main.pub", "--state", elsewhere.path(),
                                  "--sandbox-path", folder.path()});
  BOOST_TEST(refused.code == 2, refused.err);
  BOOST_TEST(contains(refused.err, "tests could read the key of this agent, " + folder.path() + "/web1.key"),
             refused.err);
}
