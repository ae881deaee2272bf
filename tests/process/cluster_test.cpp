// SPDX-License-Identifier: Apache-2.0
// Runs on agents through a broker, as their user sees them. The sample server is the witness.
#include "tests/support/cluster.hpp"
#include "tests/support/external_runner.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <set>

using namespace loads::test;

namespace {

struct Fixture {
  TestCluster cluster{5};
  EchoServer server;

  Command command_good(const std::string& test, std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"good.Good." + test, "--server-url", server.url()});
    return cluster.command(std::move(arguments), good_folder());
  }
  Finished run_good(const std::string& test, std::vector<std::string> arguments) const {
    return run(command_good(test, std::move(arguments)));
  }
  long requests() const {
    const std::string text = server.stats();
    const std::size_t at = text.find("\"total\":", text.find("\"requests\""));
    return std::atol(text.c_str() + at + 8);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(cluster, Fixture)

BOOST_AUTO_TEST_CASE(a_ping_tells_of_agents_endpoints_and_runs) { // check 33
  const Finished ping = cluster.run({"--ping-broker"});
  BOOST_TEST(ping.code == 0);
  BOOST_TEST(ping.out.starts_with("Broker running on pid " + std::to_string(cluster.broker().pid()) +
                                  "\n5 agents registered\n  - agent1 on "));
  BOOST_TEST(contains(ping.out, "\nendpoints:\n"));
  BOOST_TEST(contains(ping.out, "frontend: " + cluster.endpoint()));
  BOOST_TEST(ping.out.ends_with("Nothing is running right now.\n"));
}

BOOST_AUTO_TEST_CASE(all_agents_run_all_users_and_each_hit_is_counted_once) { // check 34
  const Finished run = run_good("test_plain_get", {"-u", "10:20:30", "--hits", "20", "--agents", "5"});
  BOOST_TEST(run.code == 0, run.err);
  BOOST_TEST(contains(run.err, "5 agents, each with 10:20:30 users x 20 hits: 1200 iterations, 6000 in all"),
             run.err);
  BOOST_TEST(contains(run.out, "100%"));
  BOOST_TEST(figure(run.out, "Hits") == 6000);
  BOOST_TEST(figure(run.out, "Success") == 6000);
  BOOST_TEST(requests() == 6000);
  BOOST_TEST(contains(run.out, "\nAgents:\n"), run.out);
  BOOST_TEST(contains(run.out, "\nStart skew: "), run.out);
  BOOST_TEST(!contains(run.out, "Trouble"));
}

BOOST_AUTO_TEST_CASE(a_health_check_is_one_success_for_each_free_agent) { // check 35
  for (const char* option : {"--health-check", "--check-cluster"}) {
    const Finished check = cluster.run({option});
    BOOST_TEST(check.code == 0, check.err);
    BOOST_TEST(check.out.starts_with("Running a health check on all 5 agents\n"), check.out);
    BOOST_TEST(figure(check.out, "Success") == 5);
    BOOST_TEST(contains(check.out, "- health-check : 5"));
  }
  const Finished some = cluster.run({"--health-check", "-a", "2"});
  BOOST_TEST(some.out.starts_with("Running a health check on 2 agents\n"), some.out);
  BOOST_TEST(figure(some.out, "Success") == 2);
  const Finished more = cluster.run({"--health-check", "-a", "6"});
  BOOST_TEST(more.code == 3);
  BOOST_TEST(contains(more.err, "not enough agents for the health check: 6 are wanted, 5 of 5 are free"),
             more.err);
}

BOOST_AUTO_TEST_CASE(a_detached_run_goes_on_and_whoever_attaches_gets_all_of_it) { // check 36
  const Finished detached = run_good("test_delay", {"-a", "2", "-u", "4", "-d", "4", "--detach"});
  BOOST_TEST(detached.code == 0, detached.err);
  BOOST_TEST(detached.seconds < 4);
  BOOST_TEST(contains(detached.out, " has begun and goes on without us."), detached.out);
  BOOST_TEST(contains(detached.out, "loads-runner --attach "));
  BOOST_TEST(!contains(detached.out, "--show-run"));
  BOOST_TEST(contains(cluster.ping(), "We have 1 run right now:\n  - "));
  BOOST_TEST(contains(cluster.ping(), " with 2 agents"));
  const Finished attached = cluster.run({"--attach"});
  BOOST_TEST(attached.code == 0, attached.err);
  BOOST_TEST(contains(attached.out, "100%"));
  BOOST_TEST(figure(attached.out, "Hits") + std::max(0.0, figure(attached.out, "Aborted hits")) ==
             requests());
  BOOST_TEST(figure(attached.out, "Duration") >= 4);
  BOOST_TEST(figure(attached.out, "Duration") < 5);
  const std::string list = cluster.run({"--list-runs"}).out;
  BOOST_TEST(contains(list, "complete"), list);
  const Finished shown = cluster.run({"--show-run", list.substr(0, 8)});
  BOOST_TEST(shown.code == 0, shown.err);
  BOOST_TEST(figure(shown.out, "Hits") == figure(attached.out, "Hits"));
  BOOST_TEST(figure(shown.out, "Approximate Average RPS") == figure(attached.out, "Approximate Average RPS"));
}

BOOST_AUTO_TEST_CASE(who_detaches_learns_that_agents_refuse_or_that_the_run_waits) {
  const Finished refused = run_good("test_get", {"-a", "2", "--test-dir", "/proc/nowhere", "--detach"});
  BOOST_TEST(refused.code == 3);
  BOOST_TEST(refused.out == "");
  BOOST_TEST(contains(refused.err, "/proc/nowhere"), refused.err);
  const Finished waits = run_good("test_get", {"-a", "6", "--wait-agents", "--detach"});
  BOOST_TEST(waits.code == 0, waits.err);
  BOOST_TEST(contains(waits.out, " waits for 6 free agents and begins without us."), waits.out);
  BOOST_TEST(cluster.run({"--purge-broker"}).code == 0);
}

BOOST_AUTO_TEST_CASE(who_detaches_is_told_how_to_get_the_outputs) {
  TemporaryFolder folder;
  const std::string json = folder.path() + "/run.json";
  const Finished detached =
      run_good("test_plain_get", {"-a", "2", "--detach", "--output", "json", "--output-json-filename", json});
  BOOST_TEST(detached.code == 0, detached.err);
  BOOST_TEST(contains(detached.out, " --output json --broker "), detached.out);
  const std::string run = detached.out.substr(4, 12);
  BOOST_TEST(cluster.run({"--attach", run, "-q"}).code == 0);
  const Finished shown = cluster.run({"--show-run", run, "--output", "json", "--output-json-filename", json});
  BOOST_TEST(shown.code == 0, shown.err);
  BOOST_TEST(contains(read_file(json), "\"success\": 2"));
}

BOOST_AUTO_TEST_CASE(nothing_to_attach_to_is_one_line) {
  const Finished attached = cluster.run({"--attach"});
  BOOST_TEST(attached.code == 3);
  BOOST_TEST(attached.err ==
             "loads-runner: nothing is running on this broker; --list-runs shows the runs that it has\n");
  BOOST_TEST(cluster.run({"--show-run", "abc"}).code == 2);
}

BOOST_AUTO_TEST_CASE(a_purge_ends_all_runs_and_leaves_no_process) { // check 38
  BOOST_TEST(cluster.run({"--purge-broker"}).out == "Nothing to purge.\n");
  for (int i = 0; i < 2; ++i)
    BOOST_TEST(run_good("test_delay", {"-a", "2", "-u", "2", "-d", "60", "--detach"}).code == 0);
  BOOST_TEST(wait_until([&] { return cluster.jobs().size() >= 8; })); // loads-job and loads-worker of each
  const Finished purge = cluster.run({"--purge-broker"});
  BOOST_TEST(purge.code == 0, purge.err);
  BOOST_TEST(purge.out.starts_with("We have 2 runs right now:\n"), purge.out);
  BOOST_TEST(purge.out.ends_with("Purged.\n"), purge.out);
  BOOST_TEST(wait_until([&] { return cluster.jobs().empty(); }, std::chrono::seconds(10)));
  BOOST_TEST(cluster.run({"--purge-broker"}).out == "Nothing to purge.\n");
}

BOOST_AUTO_TEST_CASE(two_runs_at_once_never_mix) { // of check 40
  Program one(command_good("test_plain_get", {"-a", "3", "-u", "5", "--hits", "100"}));
  Program other(command_good("test_count", {"-a", "2", "-u", "3", "--hits", "70"}));
  const Finished first = one.wait(), second = other.wait();
  BOOST_TEST(first.code == 0, first.err);
  BOOST_TEST(figure(first.out, "Hits") == 1500);
  BOOST_TEST(figure(first.out, "Success") == 1500);
  BOOST_TEST(second.code == 0, second.err);
  BOOST_TEST(figure(second.out, "Hits") == 0);
  BOOST_TEST(contains(second.out, "- k : 420"), second.out);
  BOOST_TEST(requests() == 1500);
}

BOOST_AUTO_TEST_CASE(a_runner_that_is_killed_or_loses_its_terminal_does_not_touch_its_run) {
  for (const int signal : {SIGKILL, SIGHUP}) {
    const auto before = requests();
    Program runner(command_good("test_delay", {"-a", "2", "-u", "3", "-d", "4"}));
    BOOST_TEST_REQUIRE(wait_until([&] { return requests() - before > 50; }));
    runner.send(signal);
    runner.wait();
    const Finished attached = cluster.run({"--attach"});
    BOOST_TEST(attached.code == 0, attached.err);
    BOOST_TEST(figure(attached.out, "Duration") >= 4);
    BOOST_TEST(figure(attached.out, "Hits") + std::max(0.0, figure(attached.out, "Aborted hits")) ==
               requests() - before);
  }
}

BOOST_AUTO_TEST_CASE(a_signal_without_a_terminal_stops_the_run) {
  Program runner(command_good("test_delay", {"-a", "2", "-u", "3", "-d", "60"}));
  BOOST_TEST_REQUIRE(wait_until([&] { return requests() > 50; }));
  runner.send(SIGTERM);
  const Finished stopped = runner.wait(std::chrono::seconds(20));
  BOOST_TEST(!stopped.timed_out);
  BOOST_TEST(stopped.code == 0, stopped.err);
  BOOST_TEST(figure(stopped.out, "Hits") + std::max(0.0, figure(stopped.out, "Aborted hits")) == requests());
  BOOST_TEST(contains(cluster.ping(), "Nothing is running right now."));
}

BOOST_AUTO_TEST_CASE(an_agent_that_is_killed_is_named_at_once_and_in_the_report) {
  Program runner(command_good("test_delay", {"-a", "2", "-u", "3", "-d", "22"}));
  BOOST_TEST_REQUIRE(wait_until([&] { return requests() > 50; }));
  std::size_t victim = 0;
  while (descendants(cluster.agent(victim).pid()).empty())
    ++victim;
  cluster.agent(victim).send(SIGKILL);
  BOOST_TEST(runner.wait_for("agent " + cluster.agent_name(victim) + " has said nothing for 3 s", true,
                             std::chrono::seconds(5)));
  const Finished run = runner.wait();
  BOOST_TEST(run.code == 3);
  BOOST_TEST(
      contains(run.out, "Trouble: results of agent " + cluster.agent_name(victim) + " are missing from "),
      run.out);
  BOOST_TEST(contains(run.out, "lost"));
}

BOOST_AUTO_TEST_CASE(a_broker_that_comes_back_is_followed_on) {
  Program runner(command_good("test_delay", {"-a", "2", "-u", "3", "-d", "8"}));
  BOOST_TEST_REQUIRE(wait_until([&] { return requests() > 50; }));
  cluster.broker().send(SIGKILL);
  cluster.start_broker();
  const Finished run = runner.wait();
  BOOST_TEST(run.code == 0, run.err);
  BOOST_TEST(figure(run.out, "Hits") + std::max(0.0, figure(run.out, "Aborted hits")) == requests());
}

BOOST_AUTO_TEST_CASE(too_few_agents_are_a_line_or_waited_for) {
  const Finished refused = run_good("test_get", {"-a", "6"});
  BOOST_TEST(refused.code == 3);
  BOOST_TEST(contains(refused.err, "not enough agents: the run takes 6, 5 agents registered, 5 free"),
             refused.err);
  BOOST_TEST(requests() == 0);
  Program waits(command_good("test_plain_get", {"-a", "6", "--wait-agents", "--hits", "3"}));
  BOOST_TEST(waits.wait_for("waiting for 6 free agents", true));
  cluster.start_agent(5);
  const Finished run = waits.wait();
  BOOST_TEST(run.code == 0, run.err);
  BOOST_TEST(figure(run.out, "Hits") == 18);
}

BOOST_AUTO_TEST_CASE(a_test_that_is_not_there_is_refused_as_in_a_local_run) {
  const Finished local = run_good("test_nowhere", {});
  const Finished refused = run_good("test_nowhere", {"-a", "2"});
  BOOST_TEST(refused.code == 2);
  BOOST_TEST(refused.err == local.err);
}

BOOST_AUTO_TEST_CASE(tcp_is_allowed_by_an_option_of_the_brokers) {
  Command command = cluster.command({"--ping-broker"});
  command.arguments.back() = "tcp://127.0.0.1:7780";
  const Finished refused = run(command);
  BOOST_TEST(refused.code == 2);
  BOOST_TEST(contains(refused.err, "do without: --insecure-broker"), refused.err);
}

BOOST_AUTO_TEST_CASE(failures_of_tests_are_those_of_the_run) {
  const Finished run = run_good("test_fail", {"-a", "3", "--hits", "2"});
  BOOST_TEST(run.code == 1, run.err);
  BOOST_TEST(figure(run.out, "Failures") == 6);
  BOOST_TEST(contains(run.err, "6 occurrences of a failure in Good.test_fail"), run.err);
}

BOOST_AUTO_TEST_CASE(outputs_get_what_they_get_of_a_local_run) { // check 24, and the file and json outputs
  TemporaryFolder folder;
  const std::string events = folder.path() + "/events", xml = folder.path() + "/fl.xml",
                    json = folder.path() + "/run.json", csv = folder.path() + "/run.csv";
  const Finished run = run_good("test_plain_get", {"-a", "2", "-u", "2:2", "--hits", "25", "--output", "file",
                                                   "--output-file-filename", events, "--output", "funkload",
                                                   "--output-funkload-filename", xml, "--output", "json",
                                                   "--output-json-filename", json});
  BOOST_TEST(run.code == 0, run.err);
  BOOST_TEST(requests() == 200);
  const std::string lines = read_file(events);
  BOOST_TEST(count_of(lines, "\"add_hit\"") + count_of(lines, "add_hit - ") >= 200, lines.substr(0, 500));
  BOOST_TEST(count_of(read_file(xml), "<response ") == 200);
  BOOST_TEST(contains(read_file(json), "\"success\": 200"), read_file(json).substr(0, 2000));
}

BOOST_AUTO_TEST_CASE(a_runner_that_is_not_sent_along_is_told) {
  ExternalRunner here;
  here.script("r", "true");
  const Finished missing = loads::test::run(
      cluster.command({"--test-runner", "./r {test}", "x", "-a", "2"}, here.folder().path()));
  BOOST_TEST(missing.code == 2);
  BOOST_TEST(contains(missing.err, "send it along with --include-file r"), missing.err);
}

BOOST_AUTO_TEST_SUITE_END()
