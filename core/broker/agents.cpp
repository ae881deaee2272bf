// SPDX-License-Identifier: Apache-2.0
#include "core/broker/agents.hpp"

#include "core/broker/run.hpp"

namespace loads::broker {
namespace {

constexpr base::Duration forget_after = std::chrono::minutes(1);

} // namespace

AgentEntry* Agents::hello(const Peer& peer, const wire::Message& message, const wire::Hello& hello,
                          base::TimePoint now) {
  AgentEntry& agent = by_name_[hello.name];
  if (agent.session == hello.session && message.sequence <= agent.last_number)
    return nullptr;
  names_.erase(agent.peer);
  agent = {hello.name,      hello.host,          hello.pid, hello.session,    hello.most_jobs,
           hello.accepting, !hello.jobs.empty(), peer,      message.sequence, now};
  names_[peer] = hello.name;
  return &agent;
}

AgentEntry* Agents::find(const Peer& peer) {
  const auto it = names_.find(peer);
  return it == names_.end() ? nullptr : &by_name_.at(it->second);
}

AgentEntry* Agents::find_by_name(const std::string& name) {
  const auto it = by_name_.find(name);
  return it == by_name_.end() ? nullptr : &it->second;
}

AgentEntry* Agents::holder(const wire::Hello& hello, base::TimePoint now) {
  AgentEntry* agent = find_by_name(hello.name);
  const bool is_other = agent && agent->session != hello.session;
  return is_other && state_of(*agent, now) == wire::AgentState::live ? agent : nullptr;
}

AgentEntry* Agents::cut_off(const Peer& peer) {
  AgentEntry* agent = find(peer);
  if (agent)
    agent->is_cut_off = true;
  names_.erase(peer);
  return agent;
}

void Agents::forget_lost(base::TimePoint now) {
  std::erase_if(by_name_, [&](const auto& it) {
    const bool has_ended = !it.second.accepting && !it.second.has_jobs; // in good order
    if (now - it.second.heard < (has_ended ? silent_after : forget_after))
      return false;
    names_.erase(it.second.peer);
    return true;
  });
}

wire::AgentState Agents::state_of(const AgentEntry& agent, base::TimePoint now) {
  const base::Duration silence = now - agent.heard;
  if (silence >= lost_after)
    return wire::AgentState::lost;
  return silence >= silent_after || agent.is_cut_off ? wire::AgentState::silent : wire::AgentState::live;
}

} // namespace loads::broker
