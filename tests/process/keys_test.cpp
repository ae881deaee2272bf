// SPDX-License-Identifier: Apache-2.0
// A cluster over tcp with keys, as a stranger sets it up; what a key may do, and what ends it.
#include "tests/support/keyed_cluster.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace loads::test;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

void rewrite_without(const std::string& path, const std::string& words) {
  std::istringstream lines(content_of(path));
  {
    std::ofstream next(path + ".new");
    for (std::string line; std::getline(lines, line);)
      if (!contains(line, words))
        next << line << "\n";
  }
  fs::rename(path + ".new", path);
}

} // namespace

BOOST_FIXTURE_TEST_CASE(a_run_over_tcp_with_keys, Ready) {
  auto agent = start_agent("a17");
  BOOST_REQUIRE(wait_for_agents("ann", 1));
  const Finished ping = ask("ann", {"--ping-broker"});
  BOOST_TEST(contains(ping.out, "a17"), ping.out);
  const Finished health = ask("ann", {"--health-check"});
  BOOST_TEST(health.code == 0, health.err + health.out);
  BOOST_TEST(!contains(health.err, "INSECURE"));
  // The owner needs no key on the broker's machine.
  const Finished own =
      run(program("loads-runner", {"--list-runs", "--broker", "ipc://" + file("broker/broker.ipc")}));
  BOOST_TEST(own.code == 0, own.err);
  const Finished check =
      run(program("loads-broker", {"--check", "--frontend", endpoint, "--state", file("broker")}));
  BOOST_TEST(check.code == 0, check.err);
}

BOOST_FIXTURE_TEST_CASE(who_has_the_wrong_key_is_told, Ready) {
  const Finished agent_asks = ask("a17", {"--ping-broker"});
  BOOST_TEST(agent_asks.code == 2);
  BOOST_TEST(contains(agent_asks.err, "the key of a17 may not ask what is there: that takes one of the roles "
                                      "submit,observe,admin, and it has agent"),
             agent_asks.err);
  const Finished unknown = [&] {
    const Finished made =
        run(program("loads-keygen", {"--role", "submit", "--name", "mallory", "--output", file("keys")}));
    BOOST_TEST(made.code == 0);
    return ask("mallory", {"--ping-broker"});
  }();
  BOOST_TEST(unknown.code == 3);
  BOOST_TEST(contains(unknown.err, "does not take this key"), unknown.err);
  BOOST_TEST(broker->wait_for("refused the key ", true));
  const Finished none = run(program("loads-runner", {"--ping-broker", "--broker", endpoint}));
  BOOST_TEST(none.code == 2);
  BOOST_TEST(contains(none.err, "there is no " + file("config/loads/runner.key")), none.err);
  const Finished clear =
      run(program("loads-runner", {"--ping-broker", "--broker", endpoint, "--insecure-broker"}));
  BOOST_TEST(clear.code == 3);
  BOOST_TEST(contains(clear.err, "INSECURE"), clear.err);
  BOOST_TEST(contains(clear.err, "talks only to those who have a key"), clear.err);
  ::chmod(file("keys/ann.key").c_str(), 0644);
  const Finished open = ask("ann", {"--ping-broker"});
  BOOST_TEST(open.code == 2);
  BOOST_TEST(contains(open.err, "others may read it; chmod 600 it"), open.err);
}

BOOST_FIXTURE_TEST_CASE(a_key_that_was_made_for_another_role_is_told_of, Ready) {
  // A broker's key is for brokers alone, and they take no other.
  const Finished runner = ask("main", {"--ping-broker"});
  BOOST_TEST(runner.code == 2);
  BOOST_TEST(runner.err == "loads-runner: the key " + file("keys/main.key") +
                               " was made for a broker, and a broker's key is for nothing else: make one for "
                               "loads-runner with `loads-keygen --role submit`\n");
  const Finished agent = start_agent("main")->wait();
  BOOST_TEST(agent.code == 2);
  BOOST_TEST(contains(agent.err, "was made for a broker"), agent.err);
  std::vector<std::string> arguments = broker_arguments();
  std::replace(arguments.begin(), arguments.end(), file("keys/main.key"), file("keys/a17.key"));
  std::replace(arguments.begin(), arguments.end(), file("broker"), file("another"));
  std::replace(arguments.begin(), arguments.end(), endpoint, std::string("tcp://127.0.0.1:*"));
  const Finished other = run(program("loads-broker", arguments));
  BOOST_TEST(other.code == 2);
  BOOST_TEST(contains(other.err, "a17.key was made for the role agent, and a broker's key is for nothing "
                                 "else: make one for loads-broker with `loads-keygen --role broker`"),
             other.err);
  const Finished both = ask("ann", {"--ping-broker", "--insecure-broker"});
  BOOST_TEST(both.code == 2);
  BOOST_TEST(contains(both.err, "--key and --insecure-broker exclude each other"), both.err);
  // What else a key may do is for the broker's list, whatever its file says.
  BOOST_TEST(contains(ask("a17", {"--ping-broker"}).err, "the key of a17 was made for the role agent:"));
  auto persons = start_agent("ann");
  BOOST_TEST(
      persons->wait_for("warning: the key of ann was made for the role submit: loads-agent can do", true));
  BOOST_TEST(
      persons->wait_for("error: the broker does not take this agent, which asks again each second: the "
                        "key of ann may not be an agent: that takes one of the roles agent, and it has "
                        "submit",
                        true));
  BOOST_TEST(!contains(persons->err(), "no broker answers"));
  BOOST_TEST(!contains(ask("ann", {"--ping-broker"}).err, "was made for"));
}

BOOST_FIXTURE_TEST_CASE(an_agent_without_the_role_is_one_line_of_the_brokers_log, Ready) {
  std::vector<std::string> arguments = broker_arguments();
  for (const std::string& word : {std::string("--debug"), std::string("--logfile"), file("log")})
    arguments.push_back(word);
  broker.reset();
  broker = std::make_unique<Program>(program("loads-broker", std::move(arguments)));
  const auto count = [this](const std::string& words) {
    int found = 0;
    const std::string log = content_of(file("log"));
    for (std::size_t at = log.find(words); at != std::string::npos; at = log.find(words, at + 1))
      ++found;
    return found;
  };
  const auto persons = start_agent("ann");
  BOOST_REQUIRE(wait_until([&] { return count("debug: HELLO from ann") >= 3; }));
  const std::string told = "warning: a message is not taken: the key of ann may not be an agent";
  BOOST_TEST(count(told) == 1, content_of(file("log")));
  // A list that was read anew may have another line for that key.
  broker->send(SIGHUP);
  BOOST_TEST(wait_until([&] { return count(told) == 2; }));
}

// Programs of a user who is not root, whoever runs this test.
struct OfNobody : KeyedCluster {
  OfNobody() {
    if (::geteuid() != 0)
      return;
    as_user = {"setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"};
    BOOST_REQUIRE(::chown(folder.path().c_str(), 65534, 65534) == 0);
  }
};

BOOST_FIXTURE_TEST_CASE(an_agent_that_is_the_user_of_its_broker_says_what_that_means, OfNobody) {
  if (run(program("loads-agent", {"--version"})).code != 0) {
    BOOST_TEST_MESSAGE("not here: other users cannot reach the folder " + build_folder());
    return;
  }
  make_key("broker", "main");
  make_key("agent", "a17");
  start_broker();
  const auto agent = start_agent("a17");
  BOOST_TEST(agent->wait_for("warning: programs of tests can get to the socket " + file("broker/broker.ipc") +
                                 ", at which all is allowed",
                             true));
}

BOOST_FIXTURE_TEST_CASE(an_agent_that_cannot_reach_the_brokers_socket_says_nothing_of_it, Ready) {
  as_user = {"setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"};
  if (::geteuid() != 0 || run(program("loads-agent", {"--version"})).code != 0) {
    BOOST_TEST_MESSAGE("not here: there is no other user");
    return;
  }
  for (const std::string& path : {folder.path(), file("keys"), file("keys/a17.key")})
    BOOST_REQUIRE(::chown(path.c_str(), 65534, 65534) == 0);
  const auto agent = start_agent("a17");
  BOOST_TEST(agent->wait_for(" answers", true));
  agent->send(SIGTERM);
  BOOST_TEST(!contains(agent->wait().err, "can get to the socket"));
}

BOOST_FIXTURE_TEST_CASE(the_owner_learns_who_was_refused_what, Ready) {
  const Finished panic = ask("ann", {"--panic"});
  BOOST_TEST(panic.code == 2);
  BOOST_TEST(contains(panic.err, "the key of ann may not stop all runs: that takes one of the roles admin"),
             panic.err);
  BOOST_TEST(contains(content_of(file("broker/audit.jsonl")),
                      "\"what\":\"panic\",\"why\":\"the key of ann may not stop all runs"));
  std::ofstream(file("authorized_keys"), std::ios::app) << [&] {
    const Finished made =
        run(program("loads-keygen", {"--role", "submit", "--name", "ann", "--output", file("other")}));
    return content_of(file("other/ann.pub"));
  }();
  BOOST_TEST(broker->wait_for(
      "authorized_keys:4: the name ann is on line 2 already, and runs belong to a name", true));
}

BOOST_FIXTURE_TEST_CASE(who_follows_a_run_is_told_that_the_key_was_taken_away, Ready) {
  auto agent = start_agent("a17");
  BOOST_REQUIRE(wait_for_agents("ann", 1));
  const EchoServer server;
  Program follower(
      program("loads-runner", {"good.Good.test_plain_get", "--module-path", good_folder(), "--agents", "1",
                               "-d", "10m", "--server-url", server.url(), "--broker", endpoint, "--key",
                               file("keys/ann.key"), "--known-brokers", file("known_brokers")}));
  BOOST_REQUIRE(wait_until([&] { return server.stat("total") > 10; }));
  for (const pid_t process : {broker->pid(), agent->pid(), follower.pid()}) // each has a secret key
    BOOST_TEST(writes_no_core_files(process));
  rewrite_without(file("authorized_keys"), "name=ann");
  const Finished ended = follower.wait(std::chrono::seconds(30));
  BOOST_TEST(!ended.timed_out);
  BOOST_TEST(ended.code == 3, ended.out + ended.err);
  const std::string words = "the results end here, and the run goes on: the broker lets this key in no more: "
                            "it does not take this key";
  BOOST_TEST(contains(ended.err, "loads-runner: " + words), ended.err);
  BOOST_TEST(contains(ended.out, "Trouble: " + words), ended.out);
  BOOST_TEST(!contains(ended.err, "says nothing"), ended.err);
  const long before = server.stat("total");
  BOOST_TEST(wait_until([&] { return server.stat("total") > before + 100; }));
  BOOST_TEST(ask("root", {"--panic"}).code == 0);
}

BOOST_FIXTURE_TEST_CASE(a_key_that_is_taken_away_is_out_within_a_second, Ready) {
  auto agent = start_agent("a17");
  BOOST_REQUIRE(wait_for_agents("ann", 1));
  // A broken list changes nothing.
  const std::string good = content_of(file("authorized_keys"));
  std::ofstream(file("authorized_keys"), std::ios::app) << "nonsense\n";
  BOOST_TEST(broker->wait_for("authorized_keys:4: 'nonsense'", true));
  BOOST_TEST(broker->wait_for("stays as it was", true));
  BOOST_TEST(ask("ann", {"--ping-broker"}).code == 0);
  std::ofstream(file("authorized_keys")) << good;
  BOOST_TEST(broker->wait_for(": 3 keys", true));
  const auto begin = Clock::now();
  rewrite_without(file("authorized_keys"), "name=a17");
  BOOST_TEST(broker->wait_for("the connection of a17 from 127.0.0.1 is cut: its key is not admitted any more",
                              true));
  BOOST_TEST(seconds_since(begin) < 1.0);
  BOOST_TEST(broker->wait_for("it is not in the list of keys", true)); // it tried to come back
  BOOST_TEST(
      agent->wait_for("does not let this agent in, which tries again: it does not take this key", true));
  BOOST_TEST(wait_until([&] {
    return !contains(ask("ann", {"--ping-broker"}).out, "1 agent registered") ||
           contains(ask("ann", {"--ping-broker"}).out, "silent");
  }));
  // SIGHUP reads it at once; and the agent comes back by itself.
  std::ofstream(file("authorized_keys")) << good;
  broker->send(SIGHUP);
  BOOST_TEST(wait_until([&] {
    const std::string out = ask("ann", {"--ping-broker"}).out;
    return contains(out, "a17") && !contains(out, "silent") && !contains(out, "lost");
  }));
}
