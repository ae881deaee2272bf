// SPDX-License-Identifier: Apache-2.0
#include "core/runner/agent_figures.hpp"

#include <algorithm>

namespace loads::runner {
namespace {

loads_agent_state state_of(wire::StreamState state) {
  switch (state) {
  case wire::StreamState::silent:
    return LOADS_AGENT_SILENT;
  case wire::StreamState::lost:
    return LOADS_AGENT_LOST;
  case wire::StreamState::ended:
    return LOADS_AGENT_ENDED;
  default:
    return LOADS_AGENT_RUNNING;
  }
}

} // namespace

std::vector<metrics::AgentFigures> agent_figures(const std::vector<wire::StreamReport>& streams,
                                                 const client::WarmUps& warm_ups) {
  std::vector<metrics::AgentFigures> agents;
  for (const wire::StreamReport& stream : streams) {
    metrics::AgentFigures& agent = agents.emplace_back(
        metrics::AgentFigures{stream.agent, stream.host, state_of(stream.state), stream.hits, stream.failed,
                              stream.to_ns, stream.late_ns, stream.clock_error_ns, stream.sandbox});
    const auto warm_up = warm_ups.find(stream.stream);
    if (warm_up == warm_ups.end())
      continue;
    agent.hits -= std::min(agent.hits, warm_up->second.hits);
    agent.failed -=
        std::min(agent.failed, warm_up->second.ended[LOADS_FAIL] + warm_up->second.ended[LOADS_ERROR]);
  }
  return agents;
}

} // namespace loads::runner
