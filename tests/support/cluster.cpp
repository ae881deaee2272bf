// SPDX-License-Identifier: Apache-2.0
#include "tests/support/cluster.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

namespace loads::test {

TestCluster::TestCluster(int agents, std::vector<std::string> agent_arguments)
    : agent_arguments_(std::move(agent_arguments)) {
  start_broker();
  for (int i = 0; i < agents; ++i)
    start_agent(static_cast<std::size_t>(i));
  const std::string all = std::to_string(agents) + (agents == 1 ? " agent" : " agents") + " registered";
  std::string last;
  if (!wait_until([&] { return (last = ping()).find(all) != std::string::npos; }))
    throw std::runtime_error("the cluster does not start: " + last);
}

TestCluster::~TestCluster() {
  const std::vector<pid_t> left = jobs();
  agents_.clear(); // killed
  broker_.reset();
  for (const pid_t process : left)
    ::kill(process, SIGKILL);
}

void TestCluster::start_broker() {
  broker_.reset();
  broker_ = std::make_unique<Program>(Command{
      {build_folder() + "/bin/loads-broker", "--frontend", endpoint(), "--state", folder() + "/broker"}});
}

void TestCluster::start_agent(std::size_t index) {
  if (agents_.size() <= index)
    agents_.resize(index + 1);
  agents_[index].reset();
  Command command{{build_folder() + "/bin/loads-agent", "--broker", endpoint(), "--name", agent_name(index),
                   "--state", folder() + "/" + agent_name(index)}};
  command.arguments.insert(command.arguments.end(), agent_arguments_.begin(), agent_arguments_.end());
  agents_[index] = std::make_unique<Program>(command);
}

Command TestCluster::command(std::vector<std::string> arguments, const std::string& folder) const {
  arguments.push_back("--broker");
  arguments.push_back(endpoint());
  return runner_command(std::move(arguments), folder);
}

Finished TestCluster::run(std::vector<std::string> arguments, const std::string& folder) const {
  return loads::test::run(command(std::move(arguments), folder));
}

std::string TestCluster::active_run() const {
  const std::string text = ping(), words = "We have 1 run right now:\n  - ";
  const std::size_t at = text.find(words);
  return at == std::string::npos ? "" : text.substr(at + words.size(), 32);
}

std::vector<pid_t> TestCluster::jobs() const {
  std::vector<pid_t> all;
  for (const auto& agent : agents_)
    if (agent && agent->pid() > 0)
      for (const pid_t process : descendants(agent->pid()))
        all.push_back(process);
  return all;
}

std::vector<pid_t> descendants(pid_t process) {
  std::multimap<pid_t, pid_t> children;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const pid_t child = std::atoi(entry.path().filename().c_str());
    std::ifstream file(entry.path() / "stat");
    std::string text;
    if (child <= 0 || !std::getline(file, text) || text.rfind(')') == std::string::npos)
      continue;
    if (text.find("(llvm-symbolize") != std::string::npos) // a sanitizer's own
      continue;
    std::istringstream rest(text.substr(text.rfind(')') + 1));
    char state = 0;
    pid_t parent = 0;
    rest >> state >> parent;
    children.emplace(parent, child);
  }
  std::vector<pid_t> found, next{process};
  while (!next.empty()) {
    const auto [first, last] = children.equal_range(next.back());
    next.pop_back();
    for (auto it = first; it != last; ++it) {
      found.push_back(it->second);
      next.push_back(it->second);
    }
  }
  return found;
}

} // namespace loads::test
