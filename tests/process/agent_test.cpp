// SPDX-License-Identifier: Apache-2.0
// loads-agent and loads-job with a broker that the test plays: runs from their assignment to their end.
#include "core/engine/sanitizers.hpp"
#include "core/job/test_list.hpp"
#include "tests/support/agent_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>

using namespace loads;
using namespace loads::test;
using wire::FileUse;
using wire::JobState;
namespace fs = std::filesystem;

namespace {
const wire::StreamId first = stream_of(1), second = stream_of(2);
} // namespace

BOOST_FIXTURE_TEST_SUITE(agent, AgentFixture)

BOOST_AUTO_TEST_CASE(a_run_from_its_assignment_to_its_end) {
  Program& agent = start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  broker.assign(first, description("Good.test_get", {3}, {20}), {suite()});
  BOOST_REQUIRE(broker.wait_for(first, JobState::ready));
  BOOST_TEST(server.stat("total") == 0); // before the start not one request
  BOOST_TEST(broker.wait_until([&] { return broker.streams[first].durable == 1; }));
  BOOST_TEST(*job::decode_test_list(broker.streams[first].tests.at(0)) ==
                 std::vector<std::string>{"Good.test_get"},
             boost::test_tools::per_element());
  broker.start(first);
  BOOST_REQUIRE(wait_for_end(first));
  BOOST_TEST(broker.streams[first].end->clean);
  BOOST_TEST(ledger(first).hits == 60);
  BOOST_TEST(server.stat("total") == 60);
  check_exact(first, 60);
  BOOST_TEST(broker.wait_until([&] { return fs::is_empty(state("one") + "/spool"); }));
  // The file is there: it is not asked for again.
  const std::uint64_t needs = broker.needs;
  broker.assign(second, description("Good.test_get", {1}, {1}), {suite()});
  BOOST_REQUIRE(broker.wait_for(second, JobState::ready));
  BOOST_TEST(broker.needs == needs);
  agent.send(SIGTERM); // a run that has not begun is waited for
  BOOST_TEST(broker.wait_until([&] { return !broker.agents["one"].accepting; }));
  broker.start(second);
  BOOST_REQUIRE(wait_for_end(second));
  BOOST_TEST(
      broker.wait_until([&] { return !broker.jobs.empty() && fs::is_empty(state("one") + "/spool"); }));
  const Finished finished = agent.wait();
  BOOST_TEST(finished.code == 0);
  BOOST_TEST(contains(finished.err, "takes no further runs"), finished.err);
}

BOOST_AUTO_TEST_CASE(suites_that_cannot_be_used_are_refused_with_the_reason_of_a_local_run) {
  start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  std::uint8_t number = 10;
  for (const auto& [module, words] : {std::pair("undefined_symbol", "undefined symbol: nobody_defines_this"),
                                      std::pair("needs_9", "needs plugin ABI 1.9, this program has 1.0"),
                                      std::pair("no_symbol", "no entry symbol `loads_module_v1`"),
                                      std::pair("exits_at_load", "called exit(5)")}) {
    if (LOADS_TSAN && std::string(module) == "exits_at_load")
      continue; // the sanitizer has its say, too
    const wire::StreamId stream = stream_of(number++);
    job::Description one = description("Bad.test_bad", {1}, {1});
    broker.assign(stream, one, {suite("bad/" + std::string(module) + ".so")});
    BOOST_REQUIRE(broker.wait_for(stream, JobState::failed));
    const std::string reason = broker.jobs[stream].reason;
    BOOST_TEST(contains(reason, words), reason);
    BOOST_TEST(reason.starts_with("cannot load build/good.so: "), reason); // as the user calls it
    BOOST_TEST(!contains(reason, "/proc/"), reason);
    broker.forget(stream);
  }
  const wire::StreamId none = stream_of(number++);
  broker.assign(none, description("Good.test_none", {1}, {1}), {suite()});
  BOOST_REQUIRE(broker.wait_for(none, JobState::failed));
  BOOST_TEST(contains(broker.jobs[none].reason, "no test 'test_none' in class Good of build/good.so"),
             broker.jobs[none].reason);
  broker.forget(none);
}

BOOST_AUTO_TEST_CASE(several_runs_at_once_and_several_agents) {
  start_agent("one");
  start_agent("two");
  BOOST_REQUIRE(broker.wait_for_agents(2));
  std::vector<wire::StreamId> all;
  for (std::uint8_t run = 30; run < 33; ++run)
    for (const char* agent : {"one", "two"}) {
      all.push_back(stream_of(run, all.size() + 1));
      broker.assign(all.back(), description("Good.test_get", {2}, {10}), {suite()}, agent);
    }
  for (const wire::StreamId& stream : all)
    BOOST_REQUIRE(broker.wait_for(stream, JobState::ready));
  for (const wire::StreamId& stream : all)
    broker.start(stream);
  for (const wire::StreamId& stream : all) {
    BOOST_REQUIRE(wait_for_end(stream));
    check_exact(stream, 20);
  }
  BOOST_TEST(server.stat("total") == 120);
}

BOOST_AUTO_TEST_CASE(a_file_that_was_changed_in_the_agents_folder_is_fetched_anew) {
  start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  const wire::File file = suite();
  broker.assign(first, description("Good.test_get", {1}, {1}), {file});
  BOOST_REQUIRE(broker.wait_for(first, JobState::ready));
  broker.start(first);
  BOOST_REQUIRE(wait_for_end(first));
  std::ofstream(state("one") + "/files/" + file.digest.text(), std::ios::app) << "x";
  const std::uint64_t needs = broker.needs;
  broker.assign(second, description("Good.test_get", {1}, {1}), {file});
  BOOST_REQUIRE(broker.wait_for(second, JobState::ready));
  BOOST_TEST(broker.needs > needs);
  broker.start(second);
  BOOST_REQUIRE(wait_for_end(second));
  BOOST_TEST(ledger(second).hits == 1);
}

BOOST_AUTO_TEST_CASE(external_runners_and_files_in_a_folder_of_the_run) {
  start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  const std::string script = folder.write(
      "runner",
      "#!/usr/bin/python3\n"
      "import json, os, zmq\n"
      "assert open('data/users.csv').read() == 'one'\n"
      "c = zmq.Context()\n"
      "s = c.socket(zmq.PUSH)\n"
      "s.connect(os.environ['LOADS_ZMQ_RECEIVER'])\n"
      "common = {'run_id': os.environ['LOADS_RUN_ID'], 'agent_id': 'a', 'hostname': 'h', 'test': 'T.x',\n"
      "          'loads_status': [1, 1, 1, int(os.environ['LOADS_CURRENT_USER'])]}\n"
      "for kind in ('startTest', 'addSuccess', 'stopTest'):\n"
      "    s.send_string(json.dumps(dict(common, data_type=kind)))\n"
      "s.close(); c.term()\n");
  fs::permissions(script, fs::perms::owner_all);
  const wire::File runner = broker.offer(script, FileUse::include, "runner");
  const wire::File data = broker.offer(folder.write("one.csv", "one"), FileUse::include, "data/users.csv");
  job::Description one = description("T.x", {2}, {1});
  one.external = job::ExternalRunner{{"./runner"}, std::chrono::seconds(60)};
  broker.assign(first, one, {runner, data});
  BOOST_REQUIRE(broker.wait_for(first, JobState::ready));
  broker.start(first);
  BOOST_REQUIRE(wait_for_end(first));
  BOOST_TEST(broker.streams[first].end->clean, broker.streams[first].end->reason);
  BOOST_TEST(ledger(first).started == 2);
  BOOST_TEST(*job::decode_test_list(broker.streams[first].tests.back()) == std::vector<std::string>{"T.x"},
             boost::test_tools::per_element());
  one.external->command = {"./nothing"};
  broker.assign(second, one, {runner, data});
  BOOST_REQUIRE(broker.wait_for(second, JobState::failed));
  BOOST_TEST(contains(broker.jobs[second].reason, "./nothing"), broker.jobs[second].reason);
  broker.forget(second);
}

BOOST_AUTO_TEST_CASE(raw_events_come_if_the_plan_wants_them) {
  start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  job::Description one = description("Good.test_get", {1}, {10});
  one.plan.events = true;
  broker.assign(first, one, {suite()});
  BOOST_REQUIRE(broker.wait_for(first, JobState::ready));
  broker.start(first);
  BOOST_REQUIRE(wait_for_end(first));
  BOOST_TEST(broker.streams[first].events.size() >= 1u);
}

BOOST_AUTO_TEST_SUITE_END()
