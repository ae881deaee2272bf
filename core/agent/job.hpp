// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agent/actions.hpp"
#include "core/agent/sender.hpp"
#include "core/base/clock.hpp"
#include "core/metrics/frame.hpp"

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace loads::agent {

// The batches of one run on this agent, from the worker to the broker. Each is numbered, spooled and then
// sent. When the spool could not be written for a while it is given up, and batches are sent from memory.
// When that is full, too, frames that have no number yet are joined, and raw events are left out and counted.
class BatchQueue {
public:
  BatchQueue(const wire::StreamId& stream, std::uint64_t last, wire::Weakness weakness = wire::Weakness::none,
             std::size_t most_waiting_bytes = 64 << 20)
      : stream_(stream), most_waiting_bytes_(most_waiting_bytes), last_(last), spooled_(last),
        sender_(weakness) {}

  void add(wire::BatchKind kind, std::string_view bytes);
  // The last batch. Nothing can be added afterwards.
  void end(wire::End end);
  // A stream of a former process goes on behind what the broker has.
  void go_on_after(std::uint64_t durable);
  // What the frames of a former process said.
  void set_hits(std::uint64_t hits) { hits_ = hits; }

  void spooled(std::uint64_t sequence);
  void spool_failed(base::TimePoint now);

  // Appends what is to be done now.
  void act(std::vector<Action>& actions, bool may_send, base::TimePoint now);
  base::TimePoint next_deadline(bool may_send) const;

  void welcomed(std::uint64_t durable, std::uint32_t credit, base::TimePoint now);
  void acknowledged(std::uint64_t durable, std::uint32_t credit, base::TimePoint now) {
    sender_.acknowledged(durable, credit, now);
  }
  std::uint64_t last() const { return last_; }
  bool has_ended() const { return ended_; }
  // The last batch in the spool of a former process was the end.
  void mark_ended() { ended_ = true; }
  bool is_delivered() const { return ended_ && held_.empty() && sender_.durable() >= last_; }

private:
  struct Waiting {
    std::uint64_t sequence; // 0: not numbered yet
    wire::BatchKind kind;
    std::string bytes;
  };
  void take_front(std::uint64_t sequence);
  void spool_next(std::vector<Action>& actions, base::TimePoint now);
  void send_due(std::vector<Action>& actions, base::TimePoint now);
  void hold(wire::BatchKind kind, std::string_view bytes);
  void number_held();
  bool has_room() const;

  wire::StreamId stream_;
  std::size_t most_waiting_bytes_;
  std::uint64_t last_;          // that has a number
  std::uint64_t spooled_;       // all up to it are in the spool, or need not be any more
  std::deque<Waiting> waiting_; // for the spool
  std::deque<Waiting> held_;    // for room
  std::size_t waiting_bytes_ = 0;
  std::uint64_t hits_ = 0;     // that the worker recorded, as its last frame says
  std::uint64_t left_out_ = 0; // raw events
  bool is_spooling_ = false;
  bool is_given_up_ = false; // the spool
  base::TimePoint failing_since_ = base::never;
  base::TimePoint spool_again_ = base::TimePoint::min();
  bool ended_ = false;
  Sender sender_;
};

// A run on this agent.
struct Job {
  Job(const wire::StreamId& stream, std::uint64_t last, wire::Weakness weakness)
      : id(stream), batches(stream, last, weakness) {}

  wire::StreamId id;
  wire::Assign assign;
  wire::JobState state = wire::JobState::fetching;
  std::string reason;  // of a failure
  std::string sandbox; // what it keeps the test from
  std::set<wire::Digest> missing;
  std::set<wire::Digest> spoilt; // fetched anew
  BatchQueue batches;
  bool is_recovered = false; // from the spool of a former process: its worker is gone, its end is not written
  std::string remainder;     // of that one: a frame that is not in the spool
  base::TimePoint start = base::never;
  base::Duration late{};
  base::Duration clock_error{};
};

} // namespace loads::agent
