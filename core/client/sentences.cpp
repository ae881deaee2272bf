// SPDX-License-Identifier: Apache-2.0
#include "core/client/sentences.hpp"

#include "core/base/text.hpp"
#include "core/job/description.hpp"

#include <algorithm>
#include <cstdio>
#include <map>

namespace loads::client {
namespace {

// "12.3 s"
std::string seconds(std::uint64_t nanoseconds) {
  char text[40];
  std::snprintf(text, sizeof text, "%.1f s", static_cast<double>(nanoseconds) / 1e9);
  return text;
}

} // namespace

std::string agent_name(const wire::RunReport& report, std::uint64_t stream) {
  const auto at = std::find_if(report.streams.begin(), report.streams.end(),
                               [&](const wire::StreamReport& it) { return it.stream == stream; });
  return at == report.streams.end() || at->agent.empty() ? std::to_string(stream) : at->agent;
}

std::vector<std::string> lines_of_agent(const wire::RunReport& report, std::uint64_t stream,
                                        std::string_view text) {
  std::vector<std::string> lines;
  const std::string who = "agent " + agent_name(report, stream) + ": ";
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > 0)
      lines.push_back(who + std::string(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<wire::Gap> known_gaps(const wire::RunReport& report) {
  std::vector<wire::Gap> gaps = report.gaps;
  const auto description = job::description_from_json(report.plan);
  if (!description || !(description->plan.test || description->external)) // else the suite decides
    return gaps;
  const base::Duration duration = model::total_duration(description->plan, 1);
  if (duration.count() > 0)
    for (wire::Gap& gap : gaps)
      gap.to_ns = std::max(gap.from_ns, std::min(gap.to_ns, static_cast<std::uint64_t>(duration.count())));
  return gaps;
}

std::vector<std::string> describe_troubles(const wire::RunReport& report) {
  std::vector<std::string> sentences;
  for (const wire::Gap& gap : known_gaps(report))
    sentences.push_back(seconds(gap.from_ns) != seconds(gap.to_ns)
                            ? "results of agent " + gap.agent + " are missing from " + seconds(gap.from_ns) +
                                  " to " + seconds(gap.to_ns) + ": " + gap.reason
                            : "agent " + gap.agent + ", at " + seconds(gap.from_ns) + ": " + gap.reason);
  if (report.outcome == wire::Outcome::refused)
    sentences.push_back("the run did not begin: " + report.reason);
  return sentences;
}

std::string describe_change(const wire::StreamReport& stream, wire::StreamState before) {
  using wire::StreamState;
  const std::string who = "agent " + stream.agent;
  if (stream.state == StreamState::silent)
    return who + " has said nothing for 3 s";
  if (stream.state == StreamState::lost)
    return who + " is lost: it has said nothing for 15 s";
  const bool was_away = before == StreamState::silent || before == StreamState::lost;
  return was_away ? who + " is back" : "";
}

std::string describe_cluster(const wire::Cluster& cluster) {
  std::string text = "Broker running on pid " + std::to_string(cluster.pid) + "\n" +
                     base::counted(cluster.agents.size(), "agent") + " registered\n";
  for (const wire::AgentReport& agent : cluster.agents) {
    text += "  - " + base::printable(agent.name) + " on " + base::printable(agent.host) + ", pid " +
            std::to_string(agent.pid);
    if (agent.state != wire::AgentState::live)
      text += ", " + std::string(wire::name_of(agent.state));
    if (!agent.accepting)
      text += ", about to end";
    if (agent.jobs > 0)
      text += ", " + base::counted(agent.jobs, "run");
    text += "\n";
  }
  text += "endpoints:\n";
  std::vector<wire::Endpoint> endpoints = cluster.endpoints;
  std::sort(endpoints.begin(), endpoints.end(),
            [](const auto& one, const auto& other) { return one.name < other.name; });
  for (const wire::Endpoint& endpoint : endpoints)
    text += "  - " + base::printable(endpoint.name) + ": " + base::printable(endpoint.address) + "\n";
  const std::vector<wire::RunBrief> runs = active_runs(cluster);
  if (runs.empty())
    return text + "Nothing is running right now.\n";
  text += "We have " + base::counted(runs.size(), "run") + " right now:\n";
  for (const wire::RunBrief& run : runs)
    text += "  - " + run.run.text() + " with " + base::counted(run.agents, "agent") + ", " +
            std::string(wire::name_of(run.state)) + ": " + base::printable(run.title) + "\n";
  return text;
}

std::vector<wire::RunBrief> active_runs(const wire::Cluster& cluster) {
  std::vector<wire::RunBrief> runs;
  std::copy_if(cluster.runs.begin(), cluster.runs.end(), std::back_inserter(runs),
               [](const wire::RunBrief& run) { return run.state != wire::RunState::closed; });
  return runs;
}

std::string describe_runs(const std::vector<wire::RunBrief>& runs) {
  std::string text;
  for (const wire::RunBrief& run : runs) {
    const auto when = static_cast<std::time_t>(run.submitted_unix_ns / 1'000'000'000);
    std::tm local{};
    char time[40] = "";
    if (::localtime_r(&when, &local))
      std::strftime(time, sizeof time, "%Y-%m-%d %H:%M:%S", &local);
    const auto state =
        run.state == wire::RunState::closed ? wire::name_of(run.outcome) : wire::name_of(run.state);
    char line[120];
    std::snprintf(line, sizeof line, "%s  %s  %-10s  %9s  ", short_id(run.run).c_str(), time,
                  std::string(state).c_str(), base::counted(run.agents, "agent").c_str());
    text += line + base::printable(run.title) + "\n";
  }
  return text;
}

base::Result<wire::RunId> find_run(const std::vector<wire::RunBrief>& runs, std::string_view beginning) {
  std::vector<wire::RunBrief> found;
  std::copy_if(runs.begin(), runs.end(), std::back_inserter(found), [&](const wire::RunBrief& run) {
    return !beginning.empty() && run.run.text().starts_with(beginning);
  });
  if (found.size() == 1)
    return found.front().run;
  const std::string name = base::printable(base::shortened(beginning, 64));
  if (found.empty())
    return base::usage_error("the broker has no run " + name + "; --list-runs shows those that it has");
  std::string text = base::counted(found.size(), "run") + " begin with " + name + "; write more of the id:";
  for (const wire::RunBrief& run : found)
    text += " " + run.run.text();
  return base::usage_error(text);
}

std::string short_id(const wire::RunId& run) {
  return run.text().substr(0, 12);
}

std::vector<std::string> describe_sandboxes(const wire::RunReport& report, bool gaps_alone) {
  std::map<std::string, std::string> names;
  for (const wire::StreamReport& stream : report.streams)
    if (!stream.sandbox.empty() && (!gaps_alone || stream.sandbox.starts_with("none"))) {
      std::string& of = names[base::printable(stream.sandbox)];
      of += (of.empty() ? "" : ", ") + base::printable(stream.agent);
    }
  std::vector<std::string> sentences;
  for (const auto& [sandbox, of] : names)
    sentences.push_back("sandbox of " + of + ": " + sandbox);
  return sentences;
}

} // namespace loads::client
