// SPDX-License-Identifier: Apache-2.0
// A cluster over tcp with keys, as a stranger sets it up; what ends a connection, and brokers that must not
// begin.
#include "core/security/key_file.hpp"
#include "core/wire/dealer_socket.hpp"
#include "core/wire/payloads.hpp"
#include "tests/support/runner.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace loads::test;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {

std::string content_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// A broker at a tcp endpoint with keys, and whoever has one.
struct KeyedCluster {
  TemporaryFolder folder;
  std::unique_ptr<Program> broker;
  std::string endpoint;

  std::string file(const std::string& name) const { return folder.path() + "/" + name; }

  Command program(const std::string& name, std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), build_folder() + "/bin/" + name);
    return {std::move(arguments),
            {{"XDG_RUNTIME_DIR", folder.path()},
             {"XDG_STATE_HOME", file("home")},
             {"XDG_CONFIG_HOME", file("config")}},
            folder.path()};
  }
  // A key, whose public line goes to the list of the broker, or of those who must know the broker.
  void make_key(const std::string& role, const std::string& name, const std::string& more = "") const {
    const Finished made =
        run(program("loads-keygen", {"--role", role, "--name", name, "--output", file("keys")}));
    BOOST_REQUIRE_MESSAGE(made.code == 0, made.err);
    std::string line = content_of(file("keys/" + name + ".pub"));
    line.insert(line.size() - 1, more);
    std::ofstream(file(role == "broker" ? "known_brokers" : "authorized_keys"), std::ios::app) << line;
  }
  std::vector<std::string> broker_arguments() const {
    return {"--frontend",
            endpoint.empty() ? "tcp://127.0.0.1:*" : endpoint,
            "--state",
            file("broker"),
            "--key",
            file("keys/main.key"),
            "--authorized-keys",
            file("authorized_keys")};
  }
  void start_broker() {
    broker.reset();
    broker = std::make_unique<Program>(program("loads-broker", broker_arguments()));
    BOOST_REQUIRE_MESSAGE(broker->wait_for("; state", true), broker->err());
    const std::string& log = broker->err();
    const std::size_t at = log.find("tcp://", log.find("listens at "));
    endpoint = log.substr(at, log.find(';', at) - at);
  }
  std::unique_ptr<Program> start_agent(const std::string& name) const {
    return std::make_unique<Program>(
        program("loads-agent",
                {"--broker", endpoint, "--key", file("keys/" + name + ".key"), "--known-brokers",
                 file("known_brokers"), "--state", file("state-" + name), "--allow-target", "127.0.0.1"}));
  }
  Finished ask(const std::string& key, std::vector<std::string> arguments) const {
    for (const std::string& word :
         {std::string("--broker"), endpoint, std::string("--key"), file("keys/" + key + ".key"),
          std::string("--known-brokers"), file("known_brokers")})
      arguments.push_back(word);
    return run(program("loads-runner", std::move(arguments)));
  }
  // From connect() to the answer to PING, without the start of a program.
  double seconds_until_answer(const std::string& key) const {
    auto own = loads::security::read_key_file(file("keys/" + key + ".key"));
    std::istringstream line(content_of(file("known_brokers")));
    std::string star, broker_key;
    line >> star >> broker_key;
    BOOST_REQUIRE(own);
    const auto begin = Clock::now();
    auto socket = loads::wire::DealerSocket::connect(
        endpoint,
        std::make_shared<loads::wire::ClientKeys>(loads::wire::ClientKeys{std::move(own->pair), broker_key}));
    BOOST_REQUIRE(socket);
    for (bool is_sent = false; seconds_since(begin) < 10;) {
      is_sent = is_sent || socket->send(loads::wire::make_message(loads::wire::Ping{}));
      if (is_sent && socket->receive())
        return seconds_since(begin);
      pollfd ready{socket->fd(), POLLIN, 0};
      ::poll(&ready, 1, 1);
    }
    BOOST_FAIL("no answer within ten seconds");
    return 0;
  }
  bool wait_for_agents(const std::string& key, int count) const {
    const std::string words = std::to_string(count) + (count == 1 ? " agent" : " agents") + " registered";
    return wait_until([&] { return contains(ask(key, {"--ping-broker"}).out, words); });
  }
};

struct Ready : KeyedCluster {
  Ready() {
    make_key("broker", "main");
    make_key("agent", "a17");
    make_key("submit", "ann");
    make_key("admin", "root");
    start_broker();
  }
};

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

BOOST_FIXTURE_TEST_CASE(keys_that_cannot_be_used_are_told_of, Ready) {
  const Finished missing = ask("nobody", {"--ping-broker"});
  BOOST_TEST(missing.code == 2);
  BOOST_TEST(contains(missing.err, "keys/nobody.key: No such file"), missing.err);
  const auto show = [&](std::vector<std::string> more) {
    more.insert(more.begin(), "--show");
    return run(program("loads-keygen", std::move(more)));
  };
  const Finished open_half = show({file("keys/ann.pub")});
  BOOST_TEST(open_half.code == 2);
  BOOST_TEST(contains(open_half.err, "ann.pub: it is the public half of a key"), open_half.err);
  BOOST_TEST(contains(show({file("keys/ann.key"), "--role", "admin"}).err, "leave out --role"));
  BOOST_TEST(contains(show({file("keys/ann.key"), "more"}).err, "'more' has no place here"));
  // The secret of another key.
  const std::string ann = content_of(file("keys/ann.key")), root = content_of(file("keys/root.key"));
  std::ofstream(file("keys/ann.key"))
      << ann.substr(0, ann.find("secret=")) << root.substr(root.find("secret="));
  for (const Finished& mixed : {ask("ann", {"--ping-broker"}), show({file("keys/ann.key")})}) {
    BOOST_TEST(mixed.code == 2);
    BOOST_TEST(contains(mixed.err, "its secret does not belong to its public half"), mixed.err);
  }
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

BOOST_FIXTURE_TEST_CASE(tests_are_not_shown_the_key_of_their_agent, Ready) {
  for (const auto& [path, words] :
       {std::pair(file("keys"), "tests could read the key of this agent, " + file("keys/a17.key")),
        {file("nowhere"), "there is no such file or folder"}}) {
    const Finished agent =
        run(program("loads-agent", {"--broker", endpoint, "--key", file("keys/a17.key"), "--known-brokers",
                                    file("known_brokers"), "--sandbox-path", path}));
    BOOST_TEST(agent.code == 2);
    BOOST_TEST(contains(agent.err, "--sandbox-path " + path + ": " + words), agent.err);
  }
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

BOOST_FIXTURE_TEST_CASE(brokers_that_let_strangers_in_do_not_begin, Ready) {
  broker.reset();
  for (const auto& [weakness, words] :
       {std::pair("no_zap_handler", "a stranger got in"),
        std::pair("everybody_admitted", "a stranger got in"), std::pair("zap_thread_ends", "")}) {
    std::vector<std::string> arguments{"broker"};
    for (const std::string& argument : broker_arguments())
      arguments.push_back(argument);
    Command command = program("weak_program", arguments);
    command.environment["LOADS_WEAKNESS"] = weakness;
    Program weak(command);
    if (std::string(words).empty()) { // ends with the first who comes after its test
      BOOST_TEST(weak.wait_for("; state", true));
      (void)ask("ann", {"--ping-broker"});
    }
    const Finished ended = weak.wait(std::chrono::seconds(30));
    BOOST_TEST(ended.code == 3, weakness);
    BOOST_TEST(!ended.timed_out);
    BOOST_TEST(contains(ended.err, *words ? words : "what decides on connections has ended"), ended.err);
    BOOST_TEST(contains(ended.err, "; state") == std::string(words).empty());
  }
}

BOOST_FIXTURE_TEST_CASE(half_open_connections_keep_nobody_out, Ready) {
  constexpr std::size_t strangers = 2000;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const rlimit before = limit;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, strangers + 200);
  ::setrlimit(RLIMIT_NOFILE, &limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(endpoint.substr(endpoint.rfind(':') + 1))));
  std::vector<int> fds;
  for (std::size_t i = 0; i < strangers; ++i) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      break;
    fds.push_back(fd);
  }
  BOOST_TEST(fds.size() == strangers);
  const auto connected = Clock::now();
  // Each of them new, with its handshake. A machine that is busy with other things may delay some.
  std::vector<double> served;
  for (int i = 0; i < 5; ++i)
    served.push_back(seconds_until_answer("ann"));
  BOOST_TEST(seconds_since(connected) < 1.5); // before any of the strangers was cut
  const double best = *std::min_element(served.begin(), served.end());
  BOOST_TEST(best < 0.1);
  BOOST_TEST_MESSAGE("a good one was served in " << best << " s beside " << fds.size());
  // All are cut after two seconds: each then reads the end of the connection.
  std::size_t cut = 0;
  timeval wait{20, 0};
  for (const int fd : fds) {
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    char buffer[256];
    ssize_t got = 0;
    while ((got = ::read(fd, buffer, sizeof buffer)) > 0) { // its greeting
    }
    cut += got == 0 || errno == ECONNRESET;
    ::close(fd);
  }
  BOOST_TEST(cut == fds.size());
  BOOST_TEST(seconds_since(connected) < 6.0);
  BOOST_TEST_MESSAGE("all were cut " << seconds_since(connected) << " s after the last had come");
  ::setrlimit(RLIMIT_NOFILE, &before);
}

BOOST_AUTO_TEST_CASE(keygen_overwrites_nothing_and_knows_its_roles) {
  KeyedCluster place;
  place.make_key("agent", "a17");
  const std::string before = content_of(place.file("keys/a17.key"));
  const auto keygen = [&](std::vector<std::string> arguments) {
    return run(place.program("loads-keygen", std::move(arguments)));
  };
  const Finished again = keygen({"--role", "admin", "--name", "a17", "--output", place.file("keys")});
  BOOST_TEST(again.code == 3);
  BOOST_TEST(contains(again.err, "keys are not overwritten"), again.err);
  BOOST_TEST(content_of(place.file("keys/a17.key")) == before);
  for (const auto& arguments : {std::vector<std::string>{"--role", "agent"},
                                {"--name", "x"},
                                {"--role", "king", "--name", "x"},
                                {"--role", "agent", "--name", "../x"},
                                {"--role", "broker,agent", "--name", "x"},
                                {"--role", "sign,agent", "--name", "x"},
                                {"--role", "sign"},
                                {"--role", "sign", "--name", "a b"},
                                {"--rolle", "agent"}}) {
    const Finished refused = keygen(arguments);
    BOOST_TEST(refused.code == 2, refused.err);
    BOOST_TEST(std::count(refused.err.begin(), refused.err.end(), '\n') == 1, refused.err);
  }
  const Finished shown = keygen({"--show", place.file("keys/a17.key")});
  BOOST_TEST(shown.out.starts_with(content_of(place.file("keys/a17.pub"))), shown.out);
  BOOST_TEST(contains(shown.out, "fingerprint "));
  const std::string secret = before.substr(before.find("secret=") + 7, 40);
  BOOST_TEST(!contains(shown.out, secret));
}
