// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/unit/cluster/simulation.hpp"

namespace loads::tests {

// A worker, as its agent sees it. What it counts is in memory that survives both of them.
struct Simulation::Worker {
  std::uint64_t seconds_left = 0;
  std::uint64_t hits = 0;     // so far
  std::uint64_t reported = 0; // of them in frames
  std::uint64_t frames = 0;
  std::uint64_t to_ns = 0;
  bool is_alive = true;
};

struct Simulation::AgentProcess {
  std::string name, peer;
  std::uint64_t starts = 0;
  std::unique_ptr<agent::Agent> agent; // null while it is down
  bool is_cut = false;
  bool spool_is_full = false;
  base::TimePoint last_out{}, last_in{};
  Alarm alarm;
  std::set<wire::Digest> files;
  std::map<wire::StreamId, Worker> workers;
  using SpoolContent = std::map<std::uint64_t, wire::Message>;
  std::map<wire::StreamId, SpoolContent> spools;
  std::map<wire::StreamId, SpoolContent> unlinked; // open, but gone with the process
};

struct Simulation::RunnerProcess {
  wire::RunId run;
  wire::Submit submit;
  std::string peer;
  bool is_cut = false, is_taken = false, is_refused = false;
  std::uint64_t starts = 0;
  std::uint64_t submits = 0;
  base::TimePoint last_out{}, last_in{};
  Alarm alarm;
  std::unique_ptr<client::Follower> follower;
  std::map<std::uint64_t, std::uint64_t> hits; // delivered, by stream
};

// The frame of a worker that has counted so many hits.
std::string simulated_frame(std::uint64_t number, std::uint64_t to_ns, std::uint64_t new_hits,
                            std::uint64_t all_hits);

template <class Deliver>
void Simulation::carry(const std::string& peer, const wire::Message& message, base::TimePoint& last,
                       Deliver deliver) {
  ++tally_.messages;
  if (world_.number(64) == 0) { // now and then through the codec
    const base::Result<wire::Message> back = wire::decode(wire::encode(message));
    if (!back || *back != message)
      throw std::logic_error("a message does not survive its encoding");
  }
  const bool holds = is_quiet();
  if (!holds && world_.chance(weather_.lost))
    return;
  const int copies = !holds && world_.chance(weather_.doubled) ? 2 : 1;
  for (int i = 0; i < copies; ++i) {
    base::TimePoint when =
        world_.now() + world_.duration(std::chrono::microseconds(50), std::chrono::milliseconds(5));
    if (!holds && world_.chance(weather_.late))
      when += world_.duration(std::chrono::milliseconds(1), std::chrono::seconds(4)); // others overtake it
    else
      when = last = std::max(last, when);
    world_.at(when, [deliver, peer, message] { deliver(peer, message); });
  }
}

} // namespace loads::tests
