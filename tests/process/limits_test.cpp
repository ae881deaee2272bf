// SPDX-License-Identifier: Apache-2.0
// What a run may aim at, how much and for how long, and how it is ended at once. The sample server is the
// witness.
#include "tests/support/cluster.hpp"
#include "tests/support/external_runner.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>

using namespace loads::test;

namespace {

std::vector<std::string> with(std::vector<std::string> arguments, const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}
std::string content(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}
long requests(const EchoServer& server) {
  const std::string text = server.stats();
  const std::size_t at = text.find("\"total\":", text.find("\"requests\""));
  return std::atol(text.c_str() + at + 8);
}
std::vector<std::string> plain(const EchoServer& server) {
  return {"good.Good.test_plain_get", "--server-url", server.url()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(limits)

BOOST_AUTO_TEST_CASE(a_run_on_this_machine_aims_only_at_what_it_says) {
  EchoServer server;
  const std::string port = std::to_string(server.port());
  const Finished good =
      run_runner(with(plain(server), {"--allow-target", "127.0.0.1:" + port}), good_folder());
  BOOST_TEST(good.code == 0, good.err);
  const Finished bad = run_runner(
      with(plain(server), {"--allow-target", "127.0.0.1:1-80", "--allow-target", "*.example", "-u", "3"}),
      good_folder());
  BOOST_TEST(bad.code == 1);
  BOOST_TEST(figure(bad.out, "Hits") == 3);
  BOOST_TEST(contains(bad.out, "no answer: 3 x target not allowed"), bad.out);
  BOOST_TEST(contains(bad.err, "the run does not allow 127.0.0.1:" + port), bad.err);
  BOOST_TEST(requests(server) == 1);
  const Finished wrong = run_runner(with(plain(server), {"--allow-target", "http://x"}), good_folder());
  BOOST_TEST(wrong.code == 2);
  BOOST_TEST(contains(wrong.err, "--allow-target http://x: a target is a host, not a URL"), wrong.err);
}

BOOST_AUTO_TEST_CASE(an_agent_holds_runs_to_its_own_targets_whatever_they_say) {
  EchoServer server, other;
  TestCluster cluster(1, {"--allow-target", "127.0.0.1:" + std::to_string(server.port())});
  BOOST_TEST(cluster.run(with(plain(server), {"-a", "1"}), good_folder()).code == 0);
  const Finished refused = cluster.run(with(plain(other), {"-a", "1", "--allow-target", "*"}), good_folder());
  BOOST_TEST(refused.code == 1, refused.err);
  BOOST_TEST(contains(refused.out, "target not allowed"), refused.out);
  BOOST_TEST(contains(refused.out + refused.err, "the agent does not allow 127.0.0.1:"), refused.out);
  BOOST_TEST(requests(other) == 0);
  const Finished runner = cluster.run({"x", "--test-runner", "/bin/true", "-a", "1"}, "/tmp");
  BOOST_TEST(runner.code == 3);
  BOOST_TEST(contains(runner.err, "cannot be held to"), runner.err);
}

BOOST_AUTO_TEST_CASE(web_sockets_are_held_to_the_targets_as_well) {
  EchoServer server;
  const std::string port = std::to_string(server.port());
  const std::vector<std::string> sockets{"sockets.Sockets.test_something", "--server-url", server.url()};
  const Finished here = run_runner(with(sockets, {"--allow-target", "*.example"}), good_folder());
  BOOST_TEST(here.code == 1, here.err);
  BOOST_TEST(figure(here.out, "Opened web sockets") == 0);
  BOOST_TEST(contains(here.out, "failed: 1 x target not allowed, ws://127.0.0.1:" + port + "/ws"), here.out);
  BOOST_TEST(requests(server) == 0);
  TestCluster cluster(1, {"--allow-target", "127.0.0.1:" + port});
  EchoServer other;
  const Finished good = cluster.run(with(sockets, {"-a", "1"}), good_folder());
  BOOST_TEST(good.code == 0, good.out + good.err);
  const Finished refused = cluster.run(
      {"sockets.Sockets.test_something", "--server-url", other.url(), "-a", "1", "--allow-target", "*"},
      good_folder());
  BOOST_TEST(refused.code == 1, refused.err);
  BOOST_TEST(contains(refused.out, "failed: 1 x target not allowed"), refused.out);
  BOOST_TEST(contains(refused.out, "no --allow-target of it has this host"), refused.out);
  BOOST_TEST(requests(other) == 0);
}

BOOST_AUTO_TEST_CASE(a_rate_is_held_and_the_report_says_so) {
  EchoServer server;
  TestCluster cluster(2, {"--max-rate", "50"});
  const Finished run = cluster.run(with(plain(server), {"-a", "2", "-u", "7", "-d", "2"}), good_folder());
  BOOST_TEST(run.code == 0, run.err);
  BOOST_TEST(figure(run.out, "Hits") <= 2 * (2 * 50 + 4));
  BOOST_TEST(figure(run.out, "Hits") >= 2 * 2 * 50 * 0.5); // of a busy machine
  BOOST_TEST(contains(run.out, " held back by the limit of 100 requests/s."), run.out);
}

BOOST_AUTO_TEST_CASE(a_run_that_is_too_long_is_stopped_with_that_reason) {
  EchoServer server;
  TestCluster cluster(1, {"--max-duration", "1"});
  const Finished run = cluster.run(with(plain(server), {"-a", "1", "-d", "60"}), good_folder());
  BOOST_TEST(run.code == 3);
  BOOST_TEST(run.seconds < 20);
  BOOST_TEST(contains(run.out, "stopped by the limit of 1s on the duration of a run"), run.out);
  BOOST_TEST(figure(run.out, "Hits") > 0);
  const Finished shorter = cluster.run(with(plain(server), {"-a", "1", "-d", "500ms"}), good_folder());
  BOOST_TEST(shorter.code == 0, shorter.err);
}

BOOST_AUTO_TEST_CASE(a_panic_ends_all_load_within_a_second_and_is_on_record) {
  EchoServer server;
  TestCluster cluster(2);
  for (int i = 0; i < 2; ++i)
    BOOST_TEST(
        cluster.run(with(plain(server), {"-a", "2", "-u", "2", "-d", "100", "--detach"}), good_folder())
            .code == 0);
  BOOST_TEST(wait_until([&] { return cluster.jobs().size() >= 8 && requests(server) > 100; }));
  const auto began = std::chrono::steady_clock::now();
  Program panic(cluster.command({"--panic"}));
  long seen = -1, last = requests(server);
  auto quiet_since = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - quiet_since < std::chrono::milliseconds(500)) {
    seen = requests(server);
    if (seen != last)
      quiet_since = std::chrono::steady_clock::now();
    last = seen;
  }
  const std::chrono::duration<double> until_quiet = quiet_since - began;
  BOOST_TEST_MESSAGE("no request any more after " << until_quiet.count() << " s");
  BOOST_TEST(until_quiet.count() < 1.0);
  const Finished finished = panic.wait();
  BOOST_TEST(finished.code == 0, finished.err);
  BOOST_TEST(finished.out == "Killed 2 runs on 2 agents.\n");
  BOOST_TEST(wait_until([&] { return cluster.jobs().empty(); }, std::chrono::seconds(10)));
  const std::string who = "uid " + std::to_string(::getuid());
  BOOST_TEST(contains(content(cluster.folder() + "/broker/audit.jsonl"),
                      "\"event\":\"panic\",\"who\":\"" + who + "\",\"runs\":[\""));
  // The next run is as any other.
  BOOST_TEST(cluster.run(with(plain(server), {"-a", "2"}), good_folder()).code == 0);
  BOOST_TEST(cluster.run({"--panic"}).out == "Killed 0 runs on 0 agents.\n");
}

BOOST_AUTO_TEST_CASE(broker_and_agent_keep_a_record_of_who_aimed_at_what) {
  EchoServer server;
  TestCluster cluster(1);
  const std::string of_broker = cluster.folder() + "/broker/audit.jsonl";
  const std::string of_agent = cluster.folder() + "/agent1/audit.jsonl";
  BOOST_TEST(cluster
                 .run(with(plain(server), {"-a", "1", "--rate", "20/s", "-d", "200ms", "--allow-target",
                                           "127.0.0.1", "--allow-target", "::1"}),
                      good_folder())
                 .code == 0);
  for (const std::string& file : {of_broker, of_agent}) {
    struct stat status {};
    BOOST_REQUIRE(::stat(file.c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 0777) == 0600u);
    const std::string text = content(file);
    BOOST_TEST(contains(text, "\"targets\":[\"127.0.0.1\",\"::1\"],"), text);
    BOOST_TEST(contains(text, "\"server_url\":\"" + server.url() + "\""), text);
    BOOST_TEST(contains(text, "\"load\":\"iterations due: 20/s"), text);
    BOOST_TEST(contains(text, "\"test\":\"good.Good.test_plain_get\""), text);
    BOOST_TEST(contains(text, " good.so\"]"), text);
    BOOST_TEST(text.starts_with("{\"time\":\"20"), text);
  }
  BOOST_TEST(contains(content(of_broker), "\"event\":\"assign\""));
  BOOST_TEST(cluster.run(with(plain(server), {"-a", "5"}), good_folder()).code == 3);
  BOOST_TEST(wait_until([&] { return contains(content(of_broker), "\"why\":\"not enough agents"); }));
  // Moved away, they are begun anew.
  for (const std::string& file : {of_broker, of_agent})
    std::filesystem::rename(file, file + ".1");
  cluster.broker().send(SIGHUP);
  cluster.agent(0).send(SIGHUP);
  for (const std::string& file : {of_broker, of_agent})
    BOOST_TEST(wait_until([&] { return std::filesystem::exists(file); }));
  BOOST_TEST(cluster.run(with(plain(server), {"-a", "1"}), good_folder()).code == 0);
  BOOST_TEST(contains(content(of_broker), "\"event\":\"submit\""));
  BOOST_TEST(contains(content(of_agent), "\"event\":\"run\""));
}

BOOST_AUTO_TEST_SUITE_END()
