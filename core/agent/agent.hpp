// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agent/actions.hpp"
#include "core/agent/broker_clock.hpp"
#include "core/agent/job.hpp"
#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/wire/download.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace loads::agent {

// What a former process left in a spool: batches that may not be delivered yet.
struct Recovered {
  wire::StreamId stream;
  std::uint64_t last = 0; // batch in the spool
  bool ended = false;     // that one is the end of the stream
  std::uint64_t hits = 0; // of all frames in the spool
  // What was recorded behind the last frame in the spool, as a frame; empty if nothing was.
  std::string remainder;
};

struct Settings {
  std::string name, host;
  std::uint64_t pid = 0;
  std::uint64_t session = 0; // random
  std::uint32_t most_jobs = 10;
  std::set<wire::Digest> files; // that are there
  std::vector<Recovered> recovered;
  wire::Weakness weakness = wire::Weakness::none;
};

// The agent without sockets, processes, files and clock: what it hears goes in, what is to be done comes out
// as actions. Its load depends on nobody: when the broker is away, workers go on and the spool grows. One
// thread.
class Agent {
public:
  explicit Agent(Settings settings, base::TimePoint now);

  // An error is for the log.
  base::Status receive(const wire::Message& message, base::TimePoint now);
  void tick(base::TimePoint now);
  base::TimePoint next_deadline() const;
  std::vector<Action> take_actions();
  // Takes no further runs; is_idle() when the last one is delivered.
  void drain(base::TimePoint now);
  bool is_idle() const { return jobs_.empty(); }
  // Why the broker does not take this agent; empty if it does.
  const std::string& refusal() const { return refusal_; }
  // What was to be sent cannot go now.
  void not_sent(base::TimePoint now);
  // Whether the broker has been heard of lately.
  bool is_linked(base::TimePoint now) const;

  void file_stored(const wire::Digest& digest, base::TimePoint now);
  void file_failed(const wire::Digest& digest, const std::string& why, base::TimePoint now);
  // A file that a job is about to use is not what it should be: it is fetched anew, once.
  void file_spoilt(const wire::StreamId& stream, const wire::Digest& digest, base::TimePoint now);
  // It was taken away; no job uses it.
  void file_removed(const wire::Digest& digest) { settings_.files.erase(digest); }
  // Files that jobs use or wait for.
  std::set<wire::Digest> needed_files() const;
  // Its list of tests, as the worker says it.
  void worker_ready(const wire::StreamId& stream, std::string_view tests, base::TimePoint now);
  // What its sandbox keeps it from, before it is ready.
  void worker_sandboxed(const wire::StreamId& stream, const std::string& layers, base::TimePoint now);
  // It refuses, or did not get that far.
  void worker_failed(const wire::StreamId& stream, const std::string& why, base::TimePoint now);
  void worker_said(const wire::StreamId& stream, wire::BatchKind kind, std::string_view bytes,
                   base::TimePoint now);
  // Nothing more will come of it; empty if all is well, else what is missing and why.
  void worker_ended(const wire::StreamId& stream, const std::string& trouble, base::TimePoint now);
  void spooled(const wire::StreamId& stream, std::uint64_t sequence, base::TimePoint now);
  void spool_failed(const wire::StreamId& stream, base::TimePoint now);

  const std::map<wire::StreamId, Job>& jobs() const { return jobs_; }

private:
  struct Handler;

  void hear(const wire::Message& message, const wire::Welcome& welcome);
  void hear(const wire::Message& message, const wire::Who& who);
  void hear(const wire::Message& message, const wire::BeatAnswer& answer);
  void hear(const wire::Message& message, const wire::Assign& assign);
  void hear(const wire::Message& message, const wire::Start& start);
  void hear(const wire::Message& message, const wire::Stop& stop);
  void hear(const wire::Message& message, const wire::Forget& forget);
  void hear(const wire::Message& message, const wire::Ack& ack);
  void hear(const wire::Message& message, const wire::Chunk& chunk);
  void hear(const wire::Message& message, const wire::Probe& probe);
  void hear(const wire::Message& message, const wire::Refused& refused);

  Job* find(const wire::StreamId& stream);
  void take_over(Job& job, std::uint64_t durable);
  void prepare_if_complete(Job& job);
  void fail(Job& job, const std::string& why);
  void finish(Job& job, bool clean, const std::string& reason);
  void begin_if_due(Job& job);
  void speak();
  void act();
  std::vector<wire::JobStatus> describe_jobs() const;

  Settings settings_;
  std::map<wire::StreamId, Job> jobs_;
  std::map<wire::Digest, wire::Download> downloads_;
  BrokerClock clock_;
  std::vector<Action> actions_;
  std::uint64_t spoken_ = 0; // HELLOs and BEATs
  bool accepting_ = true;
  bool welcomed_ = false;
  std::string refusal_;
  bool has_news_ = true; // that the broker should hear at once
  base::TimePoint next_word_ = base::TimePoint::min();
  base::TimePoint heard_ = base::TimePoint::min();
  base::TimePoint now_{};
};

} // namespace loads::agent
