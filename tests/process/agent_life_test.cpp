// SPDX-License-Identifier: Apache-2.0
// loads-agent as a program: its options, its folder, its end.
#include "tests/support/agent_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <filesystem>

using namespace loads;
using namespace loads::test;
using wire::JobState;
namespace fs = std::filesystem;

namespace {
const wire::StreamId first = stream_of(1);
} // namespace

BOOST_FIXTURE_TEST_SUITE(agent_life, AgentFixture)

BOOST_AUTO_TEST_CASE(each_agent_has_a_state_folder_of_its_own) {
  start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  const Finished refused =
      run(command({"--broker", endpoint(), "--state", state("one")}), std::chrono::seconds(20));
  BOOST_TEST(refused.code == 3);
  BOOST_TEST(contains(refused.err, "uses the folder " + state("one")), refused.err);
  for (int i = 0; i < 3; ++i)
    agents.push_back(std::make_unique<Program>(command({"--broker", endpoint()})));
  BOOST_REQUIRE(broker.wait_for_agents(4));
  for (const char* number : {"1", "2", "3"})
    BOOST_TEST(exists(folder.path() + "/home/loads/agent/" + number + "/spool"));
}

BOOST_AUTO_TEST_CASE(an_agent_ends_when_it_is_old_or_was_asked_twice) {
  Program& old = start_agent("old", {"--max-age", "1s", "--max-age-delta", "100ms"});
  BOOST_REQUIRE(broker.wait_for_agents(1));
  BOOST_TEST(old.wait(std::chrono::seconds(60)).code == 0);
  Program& agent = start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(2));
  broker.assign(first, endless("Good.test_plain_get", 2), {suite()}, "one");
  BOOST_REQUIRE(broker.wait_for(first, JobState::ready));
  broker.start(first);
  BOOST_REQUIRE(wait_for_hits(100));
  agent.send(SIGTERM);
  BOOST_REQUIRE(broker.wait_until([&] { return !broker.agents["one"].accepting; }));
  BOOST_REQUIRE(agent.wait_for("takes no further runs", true));
  const auto asked = std::chrono::steady_clock::now(); // signals that come together are one wish
  const long before = server.stat("total");
  BOOST_REQUIRE(broker.wait_until([&] {
    return server.stat("total") > before &&
           std::chrono::steady_clock::now() - asked > std::chrono::seconds(1);
  }));
  agent.send(SIGTERM);
  BOOST_REQUIRE(wait_for_end(first));
  BOOST_TEST(contains(broker.streams[first].end->reason, "was told to end"));
  check_exact(first, server.stat("total"));
  BOOST_TEST(broker.wait_until([&] { return fs::is_empty(state("one") + "/spool"); }));
  BOOST_TEST(agent.wait().code == 0);
}

BOOST_AUTO_TEST_CASE(mistakes_get_one_line) {
  for (const auto& [arguments, words] :
       {std::pair(std::vector<std::string>{"--params", "a:b"}, "agents never did anything with it"),
        std::pair(std::vector<std::string>{"--max-jobs", "0"}, "it takes one run at least"),
        std::pair(std::vector<std::string>{"--max-age-delta", "3"}, "it needs --max-age beside it"),
        std::pair(std::vector<std::string>{"--broker", "tcp://127.0.0.1:7780"}, "--insecure"),
        std::pair(std::vector<std::string>{"--brokr", "x"}, "did you mean --broker?")}) {
    const Finished refused = run(command(arguments));
    BOOST_TEST(refused.code == 2);
    BOOST_TEST(contains(refused.err, words), refused.err);
    BOOST_TEST(std::count(refused.err.begin(), refused.err.end(), '\n') == 1);
  }
  const Finished help = run(command({"--help"}));
  BOOST_TEST(help.code == 0);
  BOOST_TEST(contains(help.out, "--max-jobs"));
}

BOOST_AUTO_TEST_SUITE_END()
