// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/agents.hpp"

#include "outputs/common/agent_states.hpp"
#include "outputs/common/text.hpp"
#include "outputs/common/units.hpp"
#include "outputs/stdout/table.hpp"

#include <algorithm>

namespace loads::outputs {
namespace {

constexpr std::size_t shown_rows = 40;

// "Start skew: 1.2ms (+-0.1ms)": between the first and the last that began.
std::string skew_line(const Totals& totals) {
  std::int64_t first = INT64_MAX, last = INT64_MIN;
  std::uint64_t error = 0;
  for (const loads_agent_totals& agent : agents(totals)) {
    if (agent.state != LOADS_AGENT_ENDED)
      continue;
    first = std::min(first, agent.late_ns);
    last = std::max(last, agent.late_ns);
    error = std::max(error, agent.late_error_ns);
  }
  if (first > last)
    return {};
  return "Start skew: " + human_time(static_cast<std::uint64_t>(last - first)) + " (+-" + human_time(error) +
         ")\n";
}

} // namespace

std::string agent_section(const Totals& totals, const Layout& layout) {
  if (totals.agent_count == 0)
    return {};
  Table table({"agent", "host", "state", "hits", "failed", "until"});
  for (std::size_t i = 0; i < std::min(totals.agent_count, shown_rows); ++i) {
    const loads_agent_totals& agent = totals.agents[i];
    table.add({safe_line(view(agent.name)), safe_line(view(agent.host)),
               std::string(agent_state_name(agent.state)), human_count(agent.hits), human_count(agent.failed),
               human_time(agent.to_ns)});
  }
  std::string section = "\n" + layout.style.bold("Agents:") + "\n" + table.text(layout.width);
  if (totals.agent_count > shown_rows)
    section += "  and " + std::to_string(totals.agent_count - shown_rows) + " more agents\n";
  return section + skew_line(totals);
}

std::string absent_agents(const Totals& totals) {
  std::string names;
  for (const loads_agent_totals& agent : agents(totals))
    if (agent.state == LOADS_AGENT_SILENT || agent.state == LOADS_AGENT_LOST)
      names += (names.empty() ? "" : ", ") + safe_line(view(agent.name)) + " " +
               std::string(agent_state_name(agent.state));
  return names;
}

} // namespace loads::outputs
