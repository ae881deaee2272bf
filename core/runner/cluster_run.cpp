// SPDX-License-Identifier: Apache-2.0
#include "core/runner/cluster_run.hpp"

#include "core/base/duration.hpp"
#include "core/base/signals.hpp"
#include "core/base/text.hpp"
#include "core/external/steps.hpp"
#include "core/load/rate.hpp"
#include "core/runner/cluster_session.hpp"
#include "core/runner/console.hpp"
#include "core/runner/local_run.hpp"

#include <algorithm>

namespace loads::runner {

namespace {

// Of all agents together; the largest number if it is more.
std::uint64_t on_all(std::uint32_t agents, std::uint64_t iterations) {
  std::uint64_t all = 0;
  return __builtin_mul_overflow(iterations, agents, &all) ? UINT64_MAX : all;
}

} // namespace

RunExtent extent_of(const job::Description& description, std::uint32_t agents, std::size_t tests) {
  const model::Plan& plan = description.plan;
  if (!description.external)
    return {on_all(model::is_shared(plan) ? 1 : agents, model::expected_iterations(plan, tests)),
            model::total_duration(plan, tests)};
  const std::vector<external::Step> steps = external::runner_steps(plan);
  return {on_all(agents, external::expected_iterations(steps)), external::total_duration(steps)};
}

namespace {

// "4 agents together: iterations due: 1000/s for 30s, evenly spaced; each up to 250/s, 50 of 200 users".
std::string describe_shared_load(const model::Plan& plan, const RunExtent& extent, std::uint32_t agents) {
  const std::uint64_t users = model::most_users(plan);
  const std::uint64_t least = users / agents, most = least + (users % agents ? 1 : 0);
  std::string text = base::counted(agents, "agent") + " together: " + model::describe_load(plan);
  if (plan.load.stages.empty() && plan.scenarios.empty() && extent.duration.count() > 0)
    text += " in " + base::format_duration(extent.duration);
  text += "; each ";
  if (plan.load.open)
    text += "up to " + load::format_rate(plan.load.curve().peak() / agents) + ", ";
  return text + (least == most ? "" : std::to_string(least) + " or ") + std::to_string(most) + " of " +
         base::counted(users, "user");
}

} // namespace

std::string describe_load(const job::Description& description, std::uint32_t agents) {
  const model::Plan& plan = description.plan;
  const auto counted = [](const std::string& cycles, const char* noun) {
    return cycles + " " + noun + (cycles == "1" ? "" : "s");
  };
  std::string text =
      base::counted(agents, "agent") + ", each with " + counted(model::format_cycles(plan.users), "user");
  const RunExtent extent = extent_of(description, 1, 1);
  if (model::is_shared(plan))
    return describe_shared_load(plan, extent, agents);
  if (extent.iterations == 0)
    return text + " for " + base::format_duration(extent.duration);
  return text + " x " + counted(plan.hits.empty() ? "1" : model::format_cycles(plan.hits), "hit") + ": " +
         base::counted(extent.iterations, "iteration") + ", " + std::to_string(extent.iterations * agents) +
         " in all";
}

base::Result<ExitCode> follow_in_cluster(std::unique_ptr<client::Channel> channel,
                                         ClusterRunOptions options) {
  auto session = std::make_unique<ClusterSession>(std::move(channel), options.run,
                                                  [](const std::string& text) { print_message(text); });
  const auto before_start = options.stops_before_start ? BeforeStart::stop : BeforeStart::leave;
  if (base::Status status = session->wait_for_start(before_start, base::stop_is_pending); !status)
    return status.error();
  const wire::RunReport& report = session->report();
  auto description = job::description_from_json(report.plan);
  if (!description)
    return description.error();
  if (want_events(options.outputs) && !description->plan.events)
    print_message(
        "the run was started without an output that wants each event: there are none for the outputs "
        "that want them now");
  RunDescription run{description->plan, extent_of(*description, report.agents, session->test_names().size()),
                     report.agents, report.started_unix_ns, report.insecure};
  run.plan.run_id = options.run.text();
  run.plan.allow_invalid |= options.allow_invalid;
  return follow_run(std::move(session), std::move(run), std::move(options.outputs),
                    std::move(options.detaching));
}

} // namespace loads::runner
