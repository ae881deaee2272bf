// SPDX-License-Identifier: Apache-2.0
#include "core/runner/agent_figures.hpp"

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

std::vector<metrics::AgentFigures> agent_figures(const wire::RunReport& report) {
  std::vector<metrics::AgentFigures> agents;
  for (const wire::StreamReport& stream : report.streams)
    agents.push_back({stream.agent, stream.host, state_of(stream.state), stream.hits, stream.failed,
                      stream.to_ns, stream.late_ns, stream.clock_error_ns, stream.sandbox});
  return agents;
}

} // namespace loads::runner
