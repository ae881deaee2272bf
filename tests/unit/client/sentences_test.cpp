// SPDX-License-Identifier: Apache-2.0
#include "core/client/sentences.hpp"

#include "core/job/description.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace loads::client;

BOOST_AUTO_TEST_CASE(a_cluster_is_described_as_it_always_was) {
  wire::Cluster cluster;
  cluster.pid = 4321;
  cluster.endpoints = {{"frontend", "ipc:///run/loads/broker.ipc"},
                       {"backend", "ipc:///run/loads/broker.ipc"}};
  cluster.agents = {{"web1-801", "web1", 801, wire::AgentState::live, true, 0, 10},
                    {"web2-802", "web\n2", 802, wire::AgentState::silent, false, 2, 10}};
  BOOST_TEST(describe_cluster(cluster) == "Broker running on pid 4321\n"
                                          "2 agents registered\n"
                                          "  - web1-801 on web1, pid 801\n"
                                          "  - web2-802 on web\\n2, pid 802, silent, about to end, 2 runs\n"
                                          "endpoints:\n"
                                          "  - backend: ipc:///run/loads/broker.ipc\n"
                                          "  - frontend: ipc:///run/loads/broker.ipc\n"
                                          "Nothing is running right now.\n");
  cluster.agents.clear();
  cluster.endpoints.clear();
  cluster.runs = {{{{0xab}}, "old", wire::RunState::closed, wire::Outcome::complete, 1, 0},
                  {{{0xcd}}, "example.T.t", wire::RunState::running, wire::Outcome::open, 2, 0}};
  BOOST_TEST(describe_cluster(cluster) ==
             "Broker running on pid 4321\n0 agents registered\nendpoints:\nWe have 1 run right now:\n"
             "  - cd000000000000000000000000000000 with 2 agents, running: example.T.t\n");
}

BOOST_AUTO_TEST_CASE(a_run_is_found_by_the_beginning_of_its_id_that_only_it_has) {
  const std::vector<wire::RunBrief> runs = {{{{0xab, 0x01}}, "", {}, {}, 1, 0},
                                            {{{0xab, 0x02}}, "", {}, {}, 1, 0}};
  BOOST_TEST((*find_run(runs, "ab01") == runs[0].run));
  BOOST_TEST((*find_run(runs, runs[1].run.text()) == runs[1].run));
  BOOST_TEST(
      find_run(runs, "ab").error().text.starts_with("2 runs begin with ab; write more of the id: ab01"));
  BOOST_TEST(find_run(runs, "cd").error().text ==
             "the broker has no run cd; --list-runs shows those that it has");
  BOOST_TEST(!find_run(runs, ""));
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_said_with_agent_time_and_reason) {
  wire::RunReport report;
  report.gaps = {{"web2", 12'345'000'000, 27'000'000'000, "the agent was lost"},
                 {"web3", 5'000'000'000, 5'000'000'000, "the worker was killed"},
                 {"web4", 2'000'000'000, 2'040'000'000, "its time was over"}};
  const std::vector<std::string> sentences = describe_troubles(report);
  BOOST_REQUIRE(sentences.size() == 3u);
  BOOST_TEST(sentences[2] == "agent web4, at 2.0 s: its time was over");
  BOOST_TEST(sentences[0] == "results of agent web2 are missing from 12.3 s to 27.0 s: the agent was lost");
  BOOST_TEST(sentences[1] == "agent web3, at 5.0 s: the worker was killed");
  report.gaps = {{"web2", 2'000'000'000, 2'000'100'000, "the run was stopped"}};
  BOOST_TEST(describe_troubles(report).at(0) == "agent web2, at 2.0 s: the run was stopped");
}

BOOST_AUTO_TEST_CASE(a_run_that_was_killed_is_never_one_without_trouble) {
  wire::RunReport report;
  BOOST_TEST(describe_troubles(report).empty());
  report.outcome = wire::Outcome::incomplete;
  report.reason = "stopped by --panic of ann";
  BOOST_TEST(describe_troubles(report) ==
             std::vector<std::string>{"the run was killed: stopped by --panic of ann"});
}

BOOST_AUTO_TEST_CASE(nothing_is_missing_behind_the_time_that_the_run_was_to_last) {
  job::Description description;
  description.plan.test = "test_a";
  description.plan.users = {2, 3};
  description.plan.hits = {};
  description.plan.duration = std::chrono::seconds(2);
  wire::RunReport report;
  report.plan = job::description_to_json(description);
  report.gaps = {{"web2", 1'000'000'000, 16'200'000'000, "the agent was lost"},
                 {"web3", 5'000'000'000, 5'000'000'000, "the worker was killed"}};
  BOOST_TEST(describe_troubles(report).at(0) ==
             "results of agent web2 are missing from 1.0 s to 4.0 s: the agent was lost");
  BOOST_TEST(describe_troubles(report).at(1) == "agent web3, at 5.0 s: the worker was killed");
  description.plan.test.reset(); // as many tests as the class has
  report.plan = job::description_to_json(description);
  BOOST_TEST(known_gaps(report).at(0).to_ns == 16'200'000'000u);
}

BOOST_AUTO_TEST_CASE(words_of_an_agent_have_its_name_in_front_of_each_line) {
  wire::RunReport report;
  report.streams.resize(1);
  report.streams[0].stream = 3;
  report.streams[0].agent = "web1";
  const std::vector<std::string> lines = lines_of_agent(report, 3, "one\n\ntwo\n");
  BOOST_TEST(lines == (std::vector<std::string>{"agent web1: one", "agent web1: two"}),
             boost::test_tools::per_element());
  BOOST_TEST(lines_of_agent(report, 4, "x").at(0) == "agent 4: x");
}

BOOST_AUTO_TEST_CASE(a_silent_agent_is_named_and_so_is_its_return) {
  wire::StreamReport stream;
  stream.agent = "web1";
  stream.state = wire::StreamState::silent;
  BOOST_TEST(describe_change(stream, wire::StreamState::running) == "agent web1 has said nothing for 3 s");
  stream.state = wire::StreamState::running;
  BOOST_TEST(describe_change(stream, wire::StreamState::silent) == "agent web1 is back");
  BOOST_TEST(describe_change(stream, wire::StreamState::ready) == "");
}
