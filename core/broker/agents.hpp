// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/broker/actions.hpp"
#include "core/broker/sender.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace loads::broker {

// An agent that wants a name which another one has.
struct Challenger {
  Sender sender;
  wire::Message message;
  wire::Hello hello;
};

// An agent that has presented itself.
struct AgentEntry {
  std::string name, host;
  std::uint64_t pid = 0, session = 0;
  std::uint32_t most_jobs = 1;
  bool accepting = true;
  bool has_jobs = false; // as it says itself
  Peer peer;
  std::uint64_t last_number = 0; // of its HELLOs and BEATs
  base::TimePoint heard{};
  bool is_cut_off = false; // its connection broke, and it has not come back yet
  std::optional<Challenger> challenger = {};
  std::uint64_t refused_session = 0; // of the last challenger
};

// Who is there, and behind which connection.
class Agents {
public:
  // The entry of who says hello, or null if a later word of it was heard already.
  AgentEntry* hello(const Peer& peer, const wire::Message& message, const wire::Hello& hello,
                    base::TimePoint now);
  // Null: that connection is nobody's.
  AgentEntry* find(const Peer& peer);
  AgentEntry* find_by_name(const std::string& name);
  // The agent that has the name of who says hello and may be alive; null if the name is free, or its own.
  AgentEntry* holder(const wire::Hello& hello, base::TimePoint now);
  // Nothing can be sent to that connection any more. The agent that had it, or null.
  AgentEntry* cut_off(const Peer& peer);
  // Forgets those that have been lost for a while, and those that have ended as they were asked to.
  void forget_lost(base::TimePoint now);

  const std::map<std::string, AgentEntry>& all() const { return by_name_; }
  static wire::AgentState state_of(const AgentEntry& agent, base::TimePoint now);

private:
  std::map<std::string, AgentEntry> by_name_;
  std::map<Peer, std::string> names_;
};

} // namespace loads::broker
