// SPDX-License-Identifier: Apache-2.0
// Messages between runners and the broker, each with its row of the table.
#pragma once

#include "core/wire/limits.hpp"
#include "core/wire/run_report.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace loads::wire {

struct Submit : RunRequest {
  static constexpr MessageInfo info{20,
                                    "SUBMIT",
                                    submit_role,
                                    broker_side,
                                    1,
                                    large_message,
                                    "A new run, with an id that the runner chose. Sent once more it is the "
                                    "same run. Answers: RUN or REFUSED; NEED for files."};
};

struct Seen {
  std::uint64_t stream = 0, through = 0;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("stream", self.stream, "the stream");
    visit("through", self.through, "the last batch that the runner has");
  }
};

struct Attach {
  static constexpr MessageInfo info{
      21,
      "ATTACH",
      runner_roles,
      broker_side,
      1,
      large_message,
      "Give me what I lack of this run: some of the stored BATCHes follow, then RUN. Also for runs that are "
      "over, and when the live feed had a hole."};
  std::vector<Seen> seen;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("seen", self.seen, "streams that are not named are wanted from the beginning");
  }
};

struct Ping {
  static constexpr MessageInfo info{22,
                                    "PING",
                                    runner_roles,
                                    broker_side,
                                    1,
                                    small_message,
                                    "Who is there, and what is running? Answer: CLUSTER."};
  template <class Visitor, class Self>
  static void fields(Visitor&, Self&) {}
};

enum class AgentState { live, silent, lost };
template <>
struct EnumNames<AgentState> {
  static constexpr std::string_view names[] = {"live", "silent", "lost"};
};

struct AgentReport {
  std::string name, host;
  std::uint64_t pid = 0;
  AgentState state = AgentState::live;
  bool accepting = true;
  std::uint32_t jobs = 0, most_jobs = 1;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("name", self.name, "how people and reports call it");
    visit("host", self.host, "the machine");
    visit("pid", self.pid, "its process");
    visit("state", self.state, "silent: for 3 s, or its connection broke; lost: for 15 s");
    visit("accepting", self.accepting, "whether it takes further runs");
    visit("jobs", self.jobs, "runs that it has");
    visit("most_jobs", self.most_jobs, "runs that it takes at a time");
  }
};

struct RunBrief {
  RunId run;
  std::string title;
  RunState state = RunState::uploading;
  Outcome outcome = Outcome::open;
  std::uint32_t agents = 1;
  std::uint64_t submitted_unix_ns = 0;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("run", self.run, "its id");
    visit("title", self.title, "what people see");
    visit("state", self.state, "where it stands");
    visit("outcome", self.outcome, "of a closed run");
    visit("agents", self.agents, "how many it takes");
    visit("submitted_unix_ns", self.submitted_unix_ns, "by the broker's calendar");
  }
};

struct Endpoint {
  std::string name, address;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("name", self.name, "what it is for");
    visit("address", self.address, "where to connect");
  }
};

struct Cluster {
  static constexpr MessageInfo info{23, "CLUSTER",     broker_role,          runner_side,
                                    1,  large_message, "The answer to PING."};
  std::uint64_t pid = 0;
  std::vector<Endpoint> endpoints;
  std::vector<AgentReport> agents;
  std::vector<RunBrief> runs;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("pid", self.pid, "the broker's process");
    visit("endpoints", self.endpoints, "where it listens");
    visit("agents", self.agents, "those that are registered, by name");
    visit("runs", self.runs, "those that are kept, oldest first");
  }
};

struct Run {
  static constexpr MessageInfo info{24,
                                    "RUN",
                                    broker_role,
                                    runner_side,
                                    1,
                                    large_message * 4,
                                    "How a run stands: an answer, or on the live feed when it has changed."};
  RunReport report;
  std::string store_fault;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    RunReport::fields(visit, self.report);
    visit("store_fault", self.store_fault, "why the broker cannot write its store now; empty if it can");
  }
};

enum class Refusal { usage, infrastructure };
template <>
struct EnumNames<Refusal> {
  static constexpr std::string_view names[] = {"usage", "infrastructure"};
};

struct Refused {
  static constexpr MessageInfo info{25,
                                    "REFUSED",
                                    broker_role,
                                    Side::agent | Side::runner,
                                    1,
                                    small_message,
                                    "A question could not be answered, or a run or an agent not taken. An "
                                    "agent goes on with HELLO each second, until it is taken."};
  Refusal kind = Refusal::infrastructure;
  std::string reason;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("kind", self.kind, "decides the exit code: 2 or 3");
    visit("reason", self.reason, "one line for the user");
  }
};

struct Panic {
  static constexpr MessageInfo info{26,
                                    "PANIC",
                                    admin_role,
                                    broker_side,
                                    1,
                                    small_message,
                                    "Kill all runs on all agents, now. Answer: PANICKED."};
  template <class Visitor, class Self>
  static void fields(Visitor&, Self&) {}
};

struct Panicked {
  static constexpr MessageInfo info{27,
                                    "PANICKED",
                                    broker_role,
                                    runner_side,
                                    1,
                                    small_message,
                                    "The answer to PANIC: what it has stopped."};
  std::uint64_t runs = 0, agents = 0;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("runs", self.runs, "that were not over");
    visit("agents", self.agents, "that had a share in them");
  }
};

} // namespace loads::wire
