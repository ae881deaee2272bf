// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/wire/fields.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace loads::wire {

enum class RunState { uploading, queued, preparing, running, stopping, closed };
template <>
struct EnumNames<RunState> {
  static constexpr std::string_view names[] = {"uploading", "queued",   "preparing",
                                               "running",   "stopping", "closed"};
};

// refused: not one request was sent.
enum class Outcome { open, complete, incomplete, refused };
template <>
struct EnumNames<Outcome> {
  static constexpr std::string_view names[] = {"open", "complete", "incomplete", "refused"};
};

enum class OnLoss { degrade, abort };
template <>
struct EnumNames<OnLoss> {
  static constexpr std::string_view names[] = {"degrade", "abort"};
};

enum class StreamState { assigned, ready, running, silent, lost, ended };
template <>
struct EnumNames<StreamState> {
  static constexpr std::string_view names[] = {"assigned", "ready", "running", "silent", "lost", "ended"};
};

enum class FileUse { module, library, include };
template <>
struct EnumNames<FileUse> {
  static constexpr std::string_view names[] = {"module", "library", "include"};
};

// A file that a run needs, known by its content.
struct File {
  std::string name; // relative to the folder of the run
  Digest digest;
  std::uint64_t size = 0;
  std::uint32_t mode = 0644;
  FileUse use = FileUse::module;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("name", self.name, "path below the folder of the run");
    visit("digest", self.digest, "SHA-256 of the content");
    visit("size", self.size, "bytes");
    visit("mode", self.mode, "permissions");
    visit("use", self.use, "module: the suite to open; library: beside it; include: only placed there");
  }
  bool operator==(const File&) const = default;
};

// One agent's part of a run.
struct StreamReport {
  std::uint64_t stream = 0;
  std::string agent, host;
  std::uint64_t pid = 0;
  StreamState state = StreamState::assigned;
  std::uint64_t batches = 0;
  std::uint64_t to_ns = 0;
  std::uint64_t hits = 0;
  std::uint64_t failed = 0;
  std::int64_t late_ns = 0;
  std::uint64_t clock_error_ns = 0;
  std::string sandbox;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("stream", self.stream, "its number in this run");
    visit("agent", self.agent, "who has it");
    visit("host", self.host, "the machine");
    visit("pid", self.pid, "the agent's process");
    visit("state", self.state, "silent: for 3 s, lost: for 15 s");
    visit("batches", self.batches, "the last batch that is stored");
    visit("to_ns", self.to_ns, "what is stored reaches so far into the run");
    visit("hits", self.hits, "stored so far");
    visit("failed", self.failed, "iterations that failed or had an error, stored so far");
    visit("late_ns", self.late_ns, "how much after the common moment it began");
    visit("clock_error_ns", self.clock_error_ns, "how well that is known, plus or minus");
    visit("sandbox", self.sandbox, "what the agent keeps the test from, for people");
  }
  bool operator==(const StreamReport&) const = default;
};

// What is missing of a run, or might be.
struct Gap {
  std::string agent;
  std::uint64_t from_ns = 0, to_ns = 0;
  std::string reason;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("agent", self.agent, "whose results are missing");
    visit("from_ns", self.from_ns, "since the start of the run");
    visit("to_ns", self.to_ns, "since the start of the run");
    visit("reason", self.reason, "one line");
  }
  bool operator==(const Gap&) const = default;
};

// What a runner wants of an observer of its run. Never a secret: those stay in the broker's configuration.
struct ObserverSetting {
  std::string observer, name, value;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("observer", self.observer, "which one");
    visit("name", self.name, "of its option");
    visit("value", self.value, "as the user wrote it");
  }
  bool operator==(const ObserverSetting&) const = default;
};

// What a runner wants to be run.
struct RunRequest {
  std::string title, plan;
  std::uint32_t agents = 1;
  bool wait = false;
  OnLoss on_loss = OnLoss::degrade;
  std::vector<File> files;
  std::vector<std::string> observers;
  std::vector<ObserverSetting> observer_settings;
  std::string manifest;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("title", self.title, "what people see");
    visit("plan", self.plan, "for the worker: passed on as it is");
    visit("agents", self.agents, "how many it takes");
    visit("wait", self.wait, "for agents, if there are too few now");
    visit("on_loss", self.on_loss, "what to do when an agent is lost: go on with the others, or stop");
    visit("files", self.files, "what agents must have");
    visit("observers", self.observers, "who is told of the end, by name");
    visit("observer_settings", self.observer_settings, "their options, without secrets");
    visit("manifest", self.manifest, "signed, for agents; empty: none");
  }
  bool operator==(const RunRequest&) const = default;
};

// Everything about a run but its results: what the broker stores, and what it tells runners.
struct RunReport : RunRequest {
  RunState state = RunState::uploading;
  Outcome outcome = Outcome::open;
  std::string reason;
  std::vector<Gap> gaps;
  std::uint64_t submitted_unix_ns = 0, started_unix_ns = 0, ended_unix_ns = 0;
  std::int64_t start_ns = 0;
  std::string owner;
  bool insecure = false;
  std::vector<StreamReport> streams;
  std::uint64_t max_rate = 0, max_duration_ns = 0;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    RunRequest::fields(visit, self);
    visit("state", self.state, "where it stands");
    visit("outcome", self.outcome, "refused: not one request was sent");
    visit("reason", self.reason, "why it was refused or stopped; may be empty");
    visit("gaps", self.gaps, "what is missing of an incomplete run");
    visit("submitted_unix_ns", self.submitted_unix_ns, "by the broker's calendar");
    visit("started_unix_ns", self.started_unix_ns, "0 before");
    visit("ended_unix_ns", self.ended_unix_ns, "0 before");
    visit("start_ns", self.start_ns, "the common start, by the broker's steady clock");
    visit("owner", self.owner,
          "the name of the key that it was handed over with; empty: of the broker's owner");
    visit("insecure", self.insecure, "the broker talked to everybody, in the clear");
    visit("streams", self.streams, "one for each agent");
    visit("max_rate", self.max_rate, "requests a second, by the key of who submitted it; 0: any");
    visit("max_duration_ns", self.max_duration_ns, "likewise; 0: any");
  }
  bool operator==(const RunReport&) const = default;
};

} // namespace loads::wire
