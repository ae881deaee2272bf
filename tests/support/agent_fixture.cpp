// SPDX-License-Identifier: Apache-2.0
#include "tests/support/agent_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstring>
#include <fstream>
#include <unistd.h>

namespace loads::test {
namespace fs = std::filesystem;
namespace {

void remove_records() {
  std::error_code ignored;
  for (const fs::path& file : records())
    fs::remove(file, ignored);
}

} // namespace

wire::StreamId stream_of(std::uint8_t run, std::uint64_t number) {
  const auto pid = static_cast<std::uint32_t>(::getpid());
  wire::RunId id{{0xa9, run}};
  std::memcpy(&id.bytes[2], &pid, sizeof pid);
  return {id, number};
}

std::vector<fs::path> records() {
  std::vector<fs::path> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/dev/shm/loads-" + std::to_string(::geteuid()), ignored))
    if (contains(entry.path().filename().string(), stream_of(0).run.text().substr(4)))
      found.push_back(entry.path());
  return found;
}

std::vector<pid_t> users_of(const std::string& folder) {
  std::vector<pid_t> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos)
      continue;
    std::ifstream file(entry.path() / "environ", std::ios::binary);
    const std::string environment{std::istreambuf_iterator<char>(file), {}};
    std::string program;
    std::getline(std::ifstream(entry.path() / "comm"), program);
    if (contains(environment, "TMPDIR=" + folder) && !program.starts_with("llvm-symbolize")) // of a sanitizer
      found.push_back(std::atoi(name.c_str()));
  }
  return found;
}

AgentFixture::AgentFixture() {
  fs::create_directory(temporary());
}

AgentFixture::~AgentFixture() {
  for (auto& agent : agents)
    agent.reset();
  BOOST_TEST(wait_until([&] { return users_of(temporary()).empty(); }), "processes are left");
  remove_records();
  BOOST_TEST(wait_until([&] { return fs::is_empty(temporary()); }), "files are left");
}

Command AgentFixture::command(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), build_folder() + "/bin/loads-agent");
  return {std::move(arguments), {{"TMPDIR", temporary()}, {"XDG_STATE_HOME", folder.path() + "/home"}}, "/"};
}

Program& AgentFixture::start_agent(const std::string& name, std::vector<std::string> more) {
  std::vector<std::string> arguments = {"--broker", endpoint(), "--name", name, "--state", state(name)};
  arguments.insert(arguments.end(), more.begin(), more.end());
  agents.push_back(std::make_unique<Program>(command(arguments)));
  return *agents.back();
}

job::Description AgentFixture::description(const std::string& test, model::Cycles users,
                                           model::Cycles hits) const {
  job::Description one;
  one.plan.fqn = "good." + test;
  one.plan.module_path = "build/good.so";
  one.plan.group = test.substr(0, test.find('.'));
  one.plan.test = test.substr(test.find('.') + 1);
  one.plan.users = std::move(users);
  one.plan.hits = std::move(hits);
  one.plan.server_url = server.url();
  return one;
}

job::Description AgentFixture::endless(const std::string& test, std::uint64_t users) const {
  job::Description one = description(test, {users}, {});
  one.plan.duration = std::chrono::hours(1);
  return one;
}

void AgentFixture::check_exact(const wire::StreamId& stream, long counted) {
  const metrics::Ledger& said = ledger(stream);
  BOOST_TEST(static_cast<long>(said.hits) <= counted);
  BOOST_TEST(static_cast<long>(said.hits_started) >= counted);
  BOOST_TEST(broker.streams[stream].end->hits == said.hits);
  BOOST_TEST(broker.streams[stream].totals.find_imbalance() == "");
  BOOST_TEST(!broker.streams[stream].came_differently);
}

} // namespace loads::test
