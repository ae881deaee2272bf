// SPDX-License-Identifier: Apache-2.0
// What a broker answers at once.
#include "core/app/cluster_access.hpp"
#include "core/app/cluster_commands.hpp"
#include "core/app/complaint.hpp"
#include "core/base/text.hpp"
#include "core/client/ask.hpp"
#include "core/client/sentences.hpp"

#include <algorithm>
#include <cstdio>

namespace loads::app {
namespace {

// A broker gives users ten seconds to end, and agents some more.
constexpr base::Duration end_within = std::chrono::seconds(20), look_every = std::chrono::milliseconds(100);

int print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  return 0;
}

// Waits until none of the runs goes on.
base::Status wait_for_end(client::Channel& channel, const std::vector<wire::RunBrief>& runs) {
  const base::SteadyClock clock;
  for (const base::TimePoint give_up = clock.now() + end_within; clock.now() < give_up;) {
    auto cluster = client::ask_for<wire::Cluster>(channel, wire::Ping{});
    if (!cluster)
      return cluster.error();
    const std::vector<wire::RunBrief> active = client::active_runs(*cluster);
    if (std::none_of(runs.begin(), runs.end(), [&](const wire::RunBrief& run) {
          return std::any_of(active.begin(), active.end(),
                             [&](const wire::RunBrief& other) { return other.run == run.run; });
        }))
      return base::Nothing{};
    client::wait_for_news(channel, look_every);
  }
  return base::infrastructure_error("the broker was told, but the run has not ended yet; see --list-runs");
}

// Asks the runs to end and waits until they have.
base::Status stop_runs(client::Channel& channel, const std::vector<wire::RunBrief>& runs, bool now) {
  for (const wire::RunBrief& run : runs)
    if (auto answer = client::ask_for<wire::Run>(channel, wire::Stop{now}, {run.run, 0}); !answer)
      return answer.error();
  return wait_for_end(channel, runs);
}

} // namespace

int ping_broker(const cli::RunnerOptions& options) {
  auto greeting = greet_broker(options);
  return greeting ? print(client::describe_cluster(greeting->cluster)) : complain(greeting.error());
}

int list_runs(const cli::RunnerOptions& options) {
  auto greeting = greet_broker(options);
  if (!greeting)
    return complain(greeting.error());
  const std::vector<wire::RunBrief>& runs = greeting->cluster.runs;
  return print(runs.empty() ? "The broker has no runs.\n" : client::describe_runs(runs));
}

int stop_run(const cli::RunnerOptions& options) {
  auto greeting = greet_broker(options);
  if (!greeting)
    return complain(greeting.error());
  auto run = client::find_run(greeting->cluster.runs, options.cluster.run);
  if (!run)
    return complain(run.error());
  const std::vector<wire::RunBrief> active = client::active_runs(greeting->cluster);
  const auto at = std::find_if(active.begin(), active.end(),
                               [&](const wire::RunBrief& brief) { return brief.run == *run; });
  if (at == active.end())
    return print("Run " + client::short_id(*run) + " is over.\n");
  if (auto status = stop_runs(*greeting->channel, {*at}, false); !status)
    return complain(status.error());
  return print("Stopped.\n");
}

int purge_broker(const cli::RunnerOptions& options) {
  auto greeting = greet_broker(options);
  if (!greeting)
    return complain(greeting.error());
  const std::vector<wire::RunBrief> active = client::active_runs(greeting->cluster);
  if (active.empty())
    return print("Nothing to purge.\n");
  print("We have " + base::counted(active.size(), "run") + " right now:\n" + client::describe_runs(active));
  std::fflush(stdout);
  if (auto status = stop_runs(*greeting->channel, active, true); !status)
    return complain(status.error());
  return print("Purged.\n");
}

int panic(const cli::RunnerOptions& options) {
  auto greeting = greet_broker(options);
  if (!greeting)
    return complain(greeting.error());
  const std::vector<wire::RunBrief> active = client::active_runs(greeting->cluster);
  auto answer = client::ask_for<wire::Panicked>(*greeting->channel, wire::Panic{});
  if (!answer)
    return complain(answer.error());
  print("Killed " + base::counted(answer->runs, "run") + " on " + base::counted(answer->agents, "agent") +
        ".\n");
  std::fflush(stdout);
  if (auto status = wait_for_end(*greeting->channel, active); !status)
    return complain(status.error());
  return 0;
}

} // namespace loads::app
