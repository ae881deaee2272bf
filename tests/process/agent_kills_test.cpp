// SPDX-License-Identifier: Apache-2.0
// Agents whose processes are killed or told to end at bad moments: nothing is lost, nothing is left.
#include "tests/support/agent_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>

using namespace loads;
using namespace loads::test;
using wire::JobState;
namespace fs = std::filesystem;

namespace {
const wire::StreamId first = stream_of(1), second = stream_of(2);
} // namespace

BOOST_FIXTURE_TEST_SUITE(agent_kills, AgentFixture)

BOOST_AUTO_TEST_CASE(what_an_agent_did_before_it_was_killed_is_delivered_by_the_next_exactly) {
  Program& agent = start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  broker.assign(first, endless("Good.test_plain_get", 4), {suite()});
  BOOST_REQUIRE(broker.wait_for(first, JobState::ready));
  broker.start(first);
  BOOST_REQUIRE(wait_for_hits(1000));
  agent.send(SIGKILL);
  agent.wait();
  BOOST_REQUIRE(wait_until([&] { return users_of(temporary()).empty(); }));
  const long counted = server.stat("total");
  start_agent("one");
  BOOST_REQUIRE(wait_for_end(first));
  BOOST_TEST(!broker.streams[first].end->clean);
  BOOST_TEST(contains(broker.streams[first].end->reason, "the agent ended in the middle of the run"));
  check_exact(first, counted);
}

BOOST_AUTO_TEST_CASE(all_processes_of_an_agent_may_be_killed_at_once) {
  start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  broker.acknowledges = false; // nothing but the spool has it
  broker.assign(first, endless("Good.test_plain_get", 4), {suite()});
  BOOST_REQUIRE(broker.wait_for(first, JobState::ready));
  broker.start(first);
  BOOST_REQUIRE(wait_for_hits(1000));
  for (const pid_t pid : users_of(temporary()))
    ::kill(pid, SIGKILL);
  BOOST_REQUIRE(wait_until([&] { return users_of(temporary()).empty(); }));
  fs::remove_all(temporary()); // whose cleaner was killed, too
  fs::create_directory(temporary());
  const long counted = server.stat("total");
  broker.acknowledges = true;
  start_agent("one");
  BOOST_REQUIRE(wait_for_end(first));
  check_exact(first, counted);
}

BOOST_AUTO_TEST_CASE(a_worker_or_a_job_that_is_killed_loses_nothing) {
  start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  for (const auto& [stream, name] : {std::pair(first, "loads-worker"), std::pair(second, "loads-job")}) {
    fetch(server.url("/stats/reset"));
    broker.assign(stream, endless("Good.test_plain_get", 4), {suite()});
    BOOST_REQUIRE(broker.wait_for(stream, JobState::ready));
    broker.start(stream);
    BOOST_REQUIRE(wait_for_hits(1000));
    for (const pid_t pid : users_of(temporary()))
      if (contains(test::read_file("/proc/" + std::to_string(pid) + "/comm"), name))
        ::kill(pid, SIGKILL);
    BOOST_REQUIRE(wait_for_end(stream));
    BOOST_TEST(!broker.streams[stream].end->clean);
    BOOST_TEST(contains(broker.streams[stream].end->reason, "SIGKILL"), broker.streams[stream].end->reason);
    check_exact(stream, server.stat("total"));
  }
}

BOOST_AUTO_TEST_CASE(a_stop_is_obeyed_in_good_order_or_at_once_and_forget_leaves_no_process) {
  start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  std::uint8_t number = 20;
  for (const bool now : {false, true}) {
    const wire::StreamId stream = stream_of(number++);
    broker.assign(stream, endless("Good.test_plain_get", 2), {suite()});
    BOOST_REQUIRE(broker.wait_for(stream, JobState::ready));
    const long before = server.stat("total");
    broker.start(stream);
    BOOST_REQUIRE(wait_for_hits(before + 100));
    broker.stop(stream, now);
    BOOST_REQUIRE(wait_for_end(stream));
    BOOST_TEST(broker.streams[stream].end->clean == !now);
    check_exact(stream, server.stat("total") - before);
  }
  for (const bool begun : {false, true}) {
    const wire::StreamId stream = stream_of(number++);
    broker.assign(stream, endless("Good.test_long_delay", 2), {suite()});
    BOOST_REQUIRE(broker.wait_for(stream, JobState::ready));
    if (begun) {
      broker.start(stream);
      BOOST_REQUIRE(broker.wait_until([&] { return server.stat("current") >= 2; }));
    }
    broker.forget(stream);
    BOOST_TEST(broker.wait_until([&] { return users_of(temporary()).size() == 1; }));
    BOOST_TEST(broker.wait_until([&] { return fs::is_empty(temporary()); }));
  }
}

BOOST_AUTO_TEST_CASE(a_run_that_is_forgotten_while_it_is_prepared_leaves_no_record) {
  start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  for (std::uint8_t number = 100; number < 110; ++number) {
    broker.assign(stream_of(number), endless("Good.test_plain_get", 2), {suite()});
    BOOST_REQUIRE(broker.wait_until([&] { return users_of(temporary()).size() > 1; }));
    broker.forget(stream_of(number));
    BOOST_TEST(broker.wait_until([&] { return users_of(temporary()).size() == 1 && records().empty(); }));
  }
}

BOOST_AUTO_TEST_SUITE_END()
