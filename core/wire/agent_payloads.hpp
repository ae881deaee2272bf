// SPDX-License-Identifier: Apache-2.0
// Messages between agents and the broker, each with its row of the table.
#pragma once

#include "core/wire/limits.hpp"
#include "core/wire/run_report.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace loads::wire {

enum class JobState { fetching, preparing, ready, armed, running, finishing, failed };
template <>
struct EnumNames<JobState> {
  static constexpr std::string_view names[] = {"fetching", "preparing", "ready", "armed",
                                               "running",  "finishing", "failed"};
};

// How an agent stands with one run.
struct JobStatus {
  RunId run;
  std::uint64_t stream = 0;
  JobState state = JobState::fetching;
  std::uint64_t last = 0;
  std::string reason;
  std::string sandbox = {};

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("run", self.run, "the run");
    visit("stream", self.stream, "its stream");
    visit("state", self.state, "where it stands");
    visit("last", self.last, "the last batch that the agent has numbered");
    visit("reason", self.reason, "why it failed; else empty");
    visit("sandbox", self.sandbox, "what it keeps the test from, once that is known");
  }
  bool operator==(const JobStatus&) const = default;
};

// Since the routing id of a connection says nothing, an agent is known by its name and a random session.
struct Hello {
  static constexpr MessageInfo info{1,
                                    "HELLO",
                                    agent_role,
                                    broker_side,
                                    1,
                                    large_message,
                                    "An agent presents itself; until WELCOME it repeats that each second."};
  std::string name, host;
  std::uint64_t pid = 0, session = 0;
  std::uint32_t most_jobs = 1;
  bool accepting = true;
  std::vector<JobStatus> jobs;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("name", self.name, "how people and reports call it");
    visit("host", self.host, "the machine");
    visit("pid", self.pid, "its process");
    visit("session", self.session, "a random number, new with each start of the agent");
    visit("most_jobs", self.most_jobs, "how many runs it takes at a time");
    visit("accepting", self.accepting, "false: it is about to end and takes no further runs");
    visit("jobs", self.jobs, "all that it has, also from before a restart");
  }
};

struct Mark {
  RunId run;
  std::uint64_t stream = 0;
  std::uint64_t durable = 0;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("run", self.run, "the run");
    visit("stream", self.stream, "its stream");
    visit("durable", self.durable, "the last batch that is stored");
  }
};

struct Welcome {
  static constexpr MessageInfo info{
      2,
      "WELCOME",
      broker_role,
      agent_side,
      1,
      large_message,
      "The answer to HELLO: what is stored of the agent's streams. It goes on behind that."};
  std::uint32_t credit = 0;
  std::vector<Mark> marks;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("credit", self.credit, "how many batches may be on their way, in each stream");
    visit("marks", self.marks, "one for each stream that the broker knows of");
  }
};

struct Who {
  static constexpr MessageInfo info{
      3,
      "WHO",
      broker_role,
      agent_side,
      1,
      small_message,
      "The broker does not know this connection, since one of both is new. The answer is HELLO."};
  template <class Visitor, class Self>
  static void fields(Visitor&, Self&) {}
};

// Its sequence grows, so that one that was overtaken is seen to be old.
struct Beat {
  static constexpr MessageInfo info{4,
                                    "BEAT",
                                    agent_role,
                                    broker_side,
                                    1,
                                    large_message,
                                    "Each second, and at once when a job changes: the agent lives, and how "
                                    "its jobs stand. What the broker wants otherwise it says again."};
  std::int64_t sent_ns = 0;
  bool accepting = true;
  std::vector<JobStatus> jobs;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("sent_ns", self.sent_ns, "by the agent's steady clock");
    visit("accepting", self.accepting, "as in HELLO");
    visit("jobs", self.jobs, "all of them");
  }
};

struct BeatAnswer {
  static constexpr MessageInfo info{
      5,
      "BEAT_ANSWER",
      broker_role,
      agent_side,
      1,
      small_message,
      "Comes at once, so that the agent learns the difference of the clocks to half the round trip."};
  std::int64_t sent_ns = 0, broker_ns = 0;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("sent_ns", self.sent_ns, "from BEAT");
    visit("broker_ns", self.broker_ns, "by the broker's steady clock");
  }
};

struct Assign {
  static constexpr MessageInfo info{
      6,
      "ASSIGN",
      broker_role,
      agent_side,
      1,
      large_message,
      "A job: fetch the files, start a worker, and be ready or say why not. Once more is the same job."};
  std::uint32_t agents = 1, part = 1;
  std::string plan;
  std::vector<File> files;
  std::string manifest = {};
  std::uint64_t max_rate = 0, max_duration_ns = 0;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("agents", self.agents, "how many share the run");
    visit("part", self.part, "which of them this is, from 1; who takes another's place has its part");
    visit("plan", self.plan, "for the worker");
    visit("files", self.files, "what the worker needs");
    visit("manifest", self.manifest, "signed by who submitted the run; empty: by nobody");
    visit("max_rate", self.max_rate, "requests a second that all agents together may make; 0: any");
    visit("max_duration_ns", self.max_duration_ns, "how long the run may last; 0: as long as it likes");
  }
};

struct Start {
  static constexpr MessageInfo info{7,
                                    "START",
                                    broker_role,
                                    agent_side,
                                    1,
                                    small_message,
                                    "All agents are ready: begin at that moment, or at once if it is over."};
  std::int64_t at_ns = 0;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("at_ns", self.at_ns, "by the broker's steady clock");
  }
};

struct Stop {
  static constexpr MessageInfo info{8,
                                    "STOP",
                                    static_cast<Roles>(Role::broker | Role::submit) | Role::admin,
                                    Side::broker | Side::agent,
                                    1,
                                    small_message,
                                    "End the run: begin nothing new, then report."};
  bool now = false, kill = false;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("now", self.now, "do not wait for what is in flight");
    visit("kill", self.kill, "nor for any process to end by itself");
  }
};

struct Forget {
  static constexpr MessageInfo info{
      9,
      "FORGET",
      broker_role,
      agent_side,
      1,
      small_message,
      "The run is over for this agent: end the worker at once, send nothing more of it."};
  std::string reason;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("reason", self.reason, "one line");
  }
};

// What is in a batch, as its flags say. folded: all kinds so far of a run that is over, in one; it stands for
// all batches of its stream.
enum class BatchKind : std::uint16_t { frame = 1, tests, words, events, end, folded };

struct Batch {
  static constexpr MessageInfo info{
      10,
      "BATCH",
      agent_role | Role::broker,
      Side::broker | Side::runner,
      1,
      largest_message,
      "Something that a worker said, numbered in its stream. It never changes, and is sent again until it is "
      "acknowledged. Runners get the same bytes, after they are stored."};
  static constexpr std::string_view layout =
      "By the flags: 1 a frame, 2 the list of tests, 3 sentences, one a "
      "line, 4 raw events, 5 the end (JSON), 6 all of these, "
      "which replace what came before in the stream.";
  std::string_view bytes; // of the message

  static base::Result<Batch> decode(std::string_view payload) { return Batch{payload}; }
};

// The payload of the batch that ends a stream.
struct End {
  bool clean = true;
  std::string reason;
  std::uint64_t hits = 0;
  std::int64_t late_ns = 0;
  std::uint64_t clock_error_ns = 0;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("clean", self.clean, "the worker ended by itself, and nothing is missing");
    visit("reason", self.reason, "if not, why");
    visit("hits", self.hits, "that the worker recorded, as its last frame says");
    visit("late_ns", self.late_ns, "how much after the common moment it began");
    visit("clock_error_ns", self.clock_error_ns, "how well that is known, plus or minus");
  }
};

struct Ack {
  static constexpr MessageInfo info{11,
                                    "ACK",
                                    broker_role,
                                    agent_side,
                                    1,
                                    small_message,
                                    "All batches of the stream up to the sequence are stored, for good."};
  std::uint32_t credit = 0;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("credit", self.credit, "how many batches may be on their way; 0: the store cannot be written now");
  }
};

struct Need {
  static constexpr MessageInfo info{12,
                                    "NEED",
                                    agent_role | Role::broker,
                                    Side::broker | Side::runner,
                                    1,
                                    small_message,
                                    "Who lacks a file asks for some chunks of it, and then for more."};
  Digest digest;
  std::uint64_t offset = 0;
  std::uint32_t chunks = 1;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("digest", self.digest, "the file");
    visit("offset", self.offset, "of the first byte that is wanted");
    visit("chunks", self.chunks, "how many pieces of 256 KiB");
  }
};

struct Chunk {
  static constexpr MessageInfo info{13,
                                    "CHUNK",
                                    submit_role | Role::broker,
                                    Side::broker | Side::agent,
                                    1,
                                    sizeof(Digest) + chunk_bytes,
                                    "A piece of a file, from the offset in the sequence."};
  static constexpr std::string_view layout =
      "The SHA-256 of the whole file (32 bytes), then at most 256 KiB of it.";
  Digest digest;
  std::string_view bytes; // of the message

  static base::Result<Chunk> decode(std::string_view payload);
};

struct Probe {
  static constexpr MessageInfo info{14,
                                    "PROBE",
                                    broker_role,
                                    agent_side,
                                    1,
                                    small_message,
                                    "Another agent wants the name of this one. BEAT is the answer, at once."};
  template <class Visitor, class Self>
  static void fields(Visitor&, Self&) {}
};

} // namespace loads::wire
