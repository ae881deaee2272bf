// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/runner.hpp"

#include <memory>
#include <string>
#include <vector>

namespace loads::test {

// A broker and agents of the test's own, in a folder of their own. They end with the object, and with them
// what they started.
class TestCluster {
public:
  // Waits until all agents are registered.
  explicit TestCluster(int agents, std::vector<std::string> agent_arguments = {});
  ~TestCluster();

  std::string endpoint() const { return "ipc://" + folder_.path() + "/broker.ipc"; }
  const std::string& folder() const { return folder_.path(); }

  // loads-runner with these arguments and this broker, in that folder.
  Command command(std::vector<std::string> arguments, const std::string& folder = "/") const;
  Finished run(std::vector<std::string> arguments, const std::string& folder = "/") const;
  // What --ping-broker prints.
  std::string ping() const { return run({"--ping-broker"}).out; }
  // The id of the only run that goes on; empty if there is none or more than one.
  std::string active_run() const;

  Program& broker() { return *broker_; }
  Program& agent(std::size_t index) { return *agents_.at(index); }
  std::string agent_name(std::size_t index) const { return "agent" + std::to_string(index + 1); }
  void start_broker();
  void start_agent(std::size_t index); // with its old folder, if it was there before
  // The processes that agents have started, and theirs.
  std::vector<pid_t> jobs() const;

private:
  TemporaryFolder folder_;
  const std::vector<std::string> agent_arguments_;
  std::unique_ptr<Program> broker_;
  std::vector<std::unique_ptr<Program>> agents_;
};

// All processes below that one.
std::vector<pid_t> descendants(pid_t process);

} // namespace loads::test
