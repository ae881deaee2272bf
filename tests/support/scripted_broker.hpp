// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/job/description.hpp"
#include "core/metrics/totals.hpp"
#include "core/wire/payloads.hpp"
#include "core/wire/router_socket.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace loads::test {

// What a broker has of one stream.
struct HeardStream {
  std::uint64_t durable = 0;
  std::vector<std::string> tests, words, events;
  metrics::Totals totals;
  std::optional<wire::End> end;
  bool came_differently = false; // a batch that came again was another one
  std::map<std::uint64_t, std::string> batches;
};

// The broker's end of the real socket, which does what a test says: it answers agents, hands out files, and
// acknowledges batches unless it is told not to. Works while wait_until() is called.
class ScriptedBroker {
public:
  explicit ScriptedBroker(const std::string& endpoint);

  // Serves until the condition holds; false when the time is over before.
  bool wait_until(const std::function<bool()>& condition,
                  std::chrono::seconds limit = std::chrono::seconds(60));
  bool wait_for_agents(std::size_t count);
  // Waits until the agent says that the stream is in that state.
  bool wait_for(const wire::StreamId& stream, wire::JobState state);

  // To the only agent, or to that one.
  void assign(const wire::StreamId& stream, const job::Description& description,
              const std::vector<wire::File>& files, const std::string& agent = {});
  void start(const wire::StreamId& stream);
  void stop(const wire::StreamId& stream, bool now);
  void forget(const wire::StreamId& stream);

  // A file on this disk that runs may need.
  wire::File offer(const std::string& path, wire::FileUse use, const std::string& name = {});

  std::map<std::string, wire::Hello> agents; // by name
  std::map<wire::StreamId, wire::JobStatus> jobs;
  std::map<wire::StreamId, HeardStream> streams;
  std::uint64_t needs = 0; // questions for files
  bool acknowledges = true;

private:
  void take(const std::string& peer, const wire::Message& message);
  void take_jobs(const std::string& peer, const std::vector<wire::JobStatus>& told);
  void take_batch(const std::string& peer, const wire::Message& message);
  void say(const wire::StreamId& stream, const wire::Message& message);

  wire::RouterSocket socket_;
  std::map<std::string, std::string> peers_;  // by name of the agent
  std::map<std::string, std::string> names_;  // the other way
  std::map<wire::StreamId, std::string> who_; // agent of a stream, by name
  std::map<wire::Digest, std::string> files_; // contents
};

} // namespace loads::test
