// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/runner.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace loads::test {

inline std::string content_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// A broker at a tcp endpoint with keys, and whoever has one.
struct KeyedCluster {
  TemporaryFolder folder;
  std::vector<std::string> as_user; // what programs are started by, if not by this user
  std::unique_ptr<Program> broker;
  std::string endpoint;

  std::string file(const std::string& name) const { return folder.path() + "/" + name; }

  Command program(const std::string& name, std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), build_folder() + "/bin/" + name);
    arguments.insert(arguments.begin(), as_user.begin(), as_user.end());
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

} // namespace loads::test
