// SPDX-License-Identifier: Apache-2.0
// Runs of a cluster that are handed over and followed.
#include "core/app/cluster_access.hpp"
#include "core/app/cluster_commands.hpp"
#include "core/app/cluster_files.hpp"
#include "core/app/complaint.hpp"
#include "core/app/local_commands.hpp"
#include "core/app/output_setup.hpp"
#include "core/app/run_choice.hpp"
#include "core/base/core_dumps.hpp"
#include "core/base/signals.hpp"
#include "core/base/text.hpp"
#include "core/client/sentences.hpp"
#include "core/client/stored_run.hpp"
#include "core/client/submit.hpp"
#include "core/manifest/signature.hpp"
#include "core/module/directories.hpp"
#include "core/runner/cluster_run.hpp"
#include "core/runner/console.hpp"
#include "core/runner/run_facts.hpp"
#include "core/runner/stored_report.hpp"

#include <algorithm>
#include <cstdio>

namespace loads::app {
namespace {

runner::Detaching detaching_of(const cli::RunnerOptions& options, const Plugins& plugins,
                               const wire::RunId& run) {
  runner::Detaching detaching;
  detaching.advice = "the run goes on: --attach " + client::short_id(run) + " comes back to it, --stop-run " +
                     client::short_id(run) + " ends it";
  const auto report = std::find_if(plugins.begin(), plugins.end(), [](const module::OutputPlugin& plugin) {
    return plugin.name == "stdout";
  });
  const bool shows =
      std::find(options.outputs.begin(), options.outputs.end(), "stdout") != options.outputs.end();
  if (shows && report != plugins.end())
    detaching.make_report = [plugin = *report]() -> std::unique_ptr<module::Output> {
      auto output = module::Output::create(plugin, output_host(), {});
      return output ? std::move(*output) : nullptr;
    };
  return detaching;
}

int follow(std::unique_ptr<client::Channel> channel, const wire::RunId& run,
           const cli::RunnerOptions& options, const Plugins& plugins, runner::Outputs outputs, bool is_own) {
  auto code = runner::follow_in_cluster(
      std::move(channel),
      {run, std::move(outputs), detaching_of(options, plugins, run), is_own, options.plan.allow_invalid});
  return code ? static_cast<int>(*code) : complain(code.error());
}

// Tells how far large files are, about once a second.
class UploadNews {
public:
  void operator()(std::uint64_t sent, std::uint64_t wanted) {
    const base::TimePoint now = clock_.now();
    if (now < next_ || sent == wanted)
      return;
    next_ = now + std::chrono::seconds(1);
    runner::print_message("sending files to the broker: " + std::to_string(sent >> 20) + " of " +
                          std::to_string(wanted >> 20) + " MiB");
  }

private:
  base::SteadyClock clock_;
  base::TimePoint next_ = clock_.now() + std::chrono::seconds(1);
};

bool want_events(const cli::RunnerOptions& options, const Plugins& plugins) {
  return std::any_of(plugins.begin(), plugins.end(), [&](const module::OutputPlugin& plugin) {
    return plugin.table->events &&
           std::any_of(options.outputs.begin(), options.outputs.end(),
                       [&](const std::string& name) { return name == plugin.name || name == plugin.file; });
  });
}

// So that agents which demand it see who stands behind the run.
base::Status sign_submission(const cli::ClusterOptions& cluster, const wire::RunId& run,
                             wire::Submit& submission) {
  if (cluster.sign.empty())
    return base::Nothing{};
  base::forbid_core_dumps();
  auto key = manifest::read_signing_key(cluster.sign);
  if (!key)
    return key.error();
  const std::uint64_t now_s = runner::unix_now_ns() / 1'000'000'000;
  const auto valid_s =
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(cluster.valid_for).count());
  auto text = manifest::sign(
      manifest::make_manifest(run, submission.plan, submission.files, submission.agents, now_s + valid_s),
      *key);
  if (!text)
    return text.error();
  submission.manifest = std::move(*text);
  return base::Nothing{};
}

// Hands a packed run over, and follows it if that is wanted.
int run_packed(client::Greeting greeting, ClusterLoad load, const cli::RunnerOptions& options,
               const Plugins& plugins) {
  const cli::ClusterOptions& cluster = options.cluster;
  runner::Outputs outputs;
  if (!cluster.detach) { // then nobody is there to feed them
    auto created = create_outputs(options, plugins);
    if (!created)
      return complain(created.error());
    outputs = std::move(*created);
  }
  model::Plan& plan = load.description.plan;
  plan.events = want_events(options, plugins);
  plan.run_id = new_run_id();
  const wire::RunId run = *wire::RunId::parse(plan.run_id);
  runner::print_message(runner::describe_load(load.description, cluster.agents));
  wire::Submit submission;
  submission.title = plan.fqn;
  submission.plan = job::description_to_json(load.description);
  submission.agents = cluster.agents;
  submission.wait = cluster.wait_agents;
  submission.on_loss = cluster.abort_on_loss ? wire::OnLoss::abort : wire::OnLoss::degrade;
  submission.files = load.upload.files();
  if (auto status = sign_submission(options.cluster, run, submission); !status)
    return complain(status.error());
  submission.observers = cluster.observers;
  for (const auto& [observer, settings] : cluster.observer_settings)
    for (const auto& [name, value] : settings)
      submission.observer_settings.push_back({observer, name, value});
  auto report = client::submit(*greeting.channel, run, submission, load.upload,
                               cluster.detach ? client::Until::begun_or_queued : client::Until::handed_over,
                               {UploadNews(), base::stop_is_pending});
  if (!report)
    return complain(report.error());
  if (report->state == wire::RunState::closed && report->outcome == wire::Outcome::refused)
    return complain(base::infrastructure_error(report->reason));
  if (!cluster.detach)
    return follow(std::move(greeting.channel), run, options, plugins, std::move(outputs), true);
  const std::string now = report->state == wire::RunState::queued
                              ? "waits for " + base::counted(cluster.agents, "free agent") + " and begins"
                              : "has begun and goes on";
  std::printf("Run %s %s without us. To come back to it, and to stop it:\n%s", plan.run_id.c_str(),
              now.c_str(), ways_back(options, run).c_str());
  std::string outputs_later;
  for (const std::string& output : options.outputs)
    if (output != "stdout")
      outputs_later += " --output " + output;
  if (!outputs_later.empty())
    std::printf(
        "Nothing is written now. To write the outputs, when it is over:\n  loads-runner --show-run %s%s%s\n",
        client::short_id(run).c_str(), outputs_later.c_str(), broker_arguments(options).c_str());
  return 0;
}

} // namespace

int run_in_cluster(const cli::RunnerOptions& options, const Plugins& plugins) {
  auto greeting = greet_broker(options);
  if (!greeting)
    return complain(greeting.error());
  auto load = options.test_runner.empty() ? pack_module(options) : pack_external(options);
  if (!load)
    return complain(load.error());
  return run_packed(std::move(*greeting), std::move(*load), options, plugins);
}

int check_health(const cli::RunnerOptions& options, const Plugins& plugins) {
  auto greeting = greet_broker(options);
  if (!greeting)
    return complain(greeting.error());
  const std::vector<wire::AgentReport>& agents = greeting->cluster.agents;
  const auto free = std::count_if(agents.begin(), agents.end(), [](const wire::AgentReport& agent) {
    return agent.state == wire::AgentState::live && agent.accepting && agent.jobs == 0;
  });
  if (free == 0)
    return complain(base::infrastructure_error(agents.empty() ? "No agents currently registered."
                                                              : "All agents are busy."));
  const auto wanted =
      options.cluster.agents == 0 ? free : static_cast<std::ptrdiff_t>(options.cluster.agents);
  if (free < wanted)
    return complain(base::infrastructure_error(
        "not enough agents for the health check: " + std::to_string(wanted) + " are wanted, " +
        std::to_string(free) + " of " + std::to_string(agents.size()) + " are free"));
  std::printf("Running a health check on %s%ld agents\n", wanted == free ? "all " : "",
              static_cast<long>(wanted));
  std::fflush(stdout);
  cli::RunnerOptions check = options;
  check.cluster.agents = static_cast<std::uint32_t>(wanted);
  check.plan.hits = {1};
  check.plan.duration = base::Duration::zero();
  ChosenTest test;
  test.module_file = module::directories().plugins + "/health_check.so";
  test.qualified_name = "health_check.HealthCheck.test_health";
  test.group = "HealthCheck";
  test.test = "test_health";
  auto load = pack_module(check, test);
  if (!load)
    return complain(load.error());
  return run_packed(std::move(*greeting), std::move(*load), check, plugins);
}

int attach(const cli::RunnerOptions& options, const Plugins& plugins) {
  auto greeting = greet_broker(options);
  if (!greeting)
    return complain(greeting.error());
  auto run = choose_run(greeting->cluster, options.cluster.run);
  if (!run)
    return complain(run.error());
  auto outputs = create_outputs(options, plugins);
  if (!outputs)
    return complain(outputs.error());
  return follow(std::move(greeting->channel), *run, options, plugins, std::move(*outputs), false);
}

int show_run(const cli::RunnerOptions& options, const Plugins& plugins) {
  auto greeting = greet_broker(options);
  if (!greeting)
    return complain(greeting.error());
  auto run = client::find_run(greeting->cluster.runs, options.cluster.run);
  if (!run)
    return complain(run.error());
  auto outputs = create_outputs(options, plugins);
  if (!outputs)
    return complain(outputs.error());
  const std::vector<wire::RunBrief> active = client::active_runs(greeting->cluster);
  const bool is_over = std::none_of(active.begin(), active.end(),
                                    [&](const wire::RunBrief& brief) { return brief.run == *run; });
  if (is_over) // all comes again, so that each output can be written
    return follow(std::move(greeting->channel), *run, options, plugins, std::move(*outputs), false);
  auto stored = client::fetch_run(*greeting->channel, *run);
  if (!stored)
    return complain(stored.error());
  auto code = runner::show_stored_run(*run, *stored, std::move(*outputs));
  return code ? static_cast<int>(*code) : complain(code.error());
}

} // namespace loads::app
