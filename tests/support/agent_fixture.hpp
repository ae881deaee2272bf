// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/job/description.hpp"
#include "core/metrics/totals.hpp"
#include "tests/support/external_runner.hpp"
#include "tests/support/scripted_broker.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace loads::test {

// Runs of this process have ids that no other process uses.
wire::StreamId stream_of(std::uint8_t run, std::uint64_t number = 1);

// What workers of these runs recorded: an agent that is killed leaves it to the next one.
std::vector<std::filesystem::path> records();

// Processes that say of themselves that they belong to this folder.
std::vector<pid_t> users_of(const std::string& folder);

// Agents with a broker that the test plays, and the sample server as witness of what was sent. At the end no
// process and no file of theirs may be left.
struct AgentFixture {
  AgentFixture();
  ~AgentFixture();

  std::string temporary() const { return folder.path() + "/tmp"; }
  std::string endpoint() const { return "ipc://" + folder.path() + "/broker"; }
  std::string state(const std::string& name) const { return folder.path() + "/" + name; }

  Command command(std::vector<std::string> arguments) const;
  Program& start_agent(const std::string& name, std::vector<std::string> more = {});

  job::Description description(const std::string& test, model::Cycles users, model::Cycles hits) const;
  job::Description endless(const std::string& test, std::uint64_t users) const;
  wire::File suite(const std::string& file = "good/good.so") {
    return broker.offer(modules(file), wire::FileUse::module);
  }

  // Of the stream: everything that ended, by the ledger that its worker kept.
  const metrics::Ledger& ledger(const wire::StreamId& stream) {
    return broker.streams[stream].totals.figures().ledger;
  }
  bool wait_for_end(const wire::StreamId& stream) {
    return broker.wait_until([&] { return broker.streams[stream].end.has_value(); });
  }
  bool wait_for_hits(long hits) {
    return broker.wait_until([&] { return server.stat("total") >= hits; });
  }
  // What the server counted is what was said: what was in flight may have come or not.
  void check_exact(const wire::StreamId& stream, long counted);

  TemporaryFolder folder;
  EchoServer server;
  ScriptedBroker broker{endpoint()};
  std::vector<std::unique_ptr<Program>> agents;
};

} // namespace loads::test
