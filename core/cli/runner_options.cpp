// SPDX-License-Identifier: Apache-2.0
#include "core/cli/runner_options.hpp"

#include "core/base/duration.hpp"
#include "core/base/text.hpp"
#include "core/cli/command_line.hpp"
#include "core/cli/load_options.hpp"
#include "core/cli/read_values.hpp"
#include "core/cli/scenario_options.hpp"
#include "core/cli/show_config.hpp"
#include "core/cli/suite_options.hpp"
#include "core/manifest/manifest.hpp"
#include "core/model/target_rule.hpp"

#include <algorithm>

namespace loads::cli {
namespace {

using Texts = std::vector<std::string>;
using Action = RunnerOptions::Action;

constexpr std::string_view observer_section = "observer-";

// 0: the run is on this machine.
std::uint64_t agents_of(const ReadValues& from) {
  return from.has("agents") ? from.count("agents") : 0;
}

void fill_plan(const ReadValues& from, model::Plan& plan) {
  if (from.has("warm-up"))
    plan.warm_up = from.time("warm-up");
  plan.server_url = from.text("server-url");
  plan.thresholds = from.list("threshold");
  plan.allow_invalid = from.flag("allow-invalid");
  plan.http.insecure = from.flag("insecure");
  plan.http.ca_file = from.text("ca-file");
  plan.http.client_cert = from.text("client-cert");
  plan.http.client_key = from.text("client-key");
  plan.http.connect_timeout = from.time("connect-timeout");
  plan.http.first_byte_timeout = from.time("first-byte-timeout");
  plan.http.total_timeout = from.time("timeout");
  plan.http.max_body = from.size("max-body");
  plan.allow_targets = from.list("allow-target");
  plan.stall_limit = from.time("stall-limit");
  plan.threads = static_cast<std::uint32_t>(from.count("threads"));
  plan.blocking = from.flag("blocking");
  plan.stack_size = from.size("stack-size");
}

struct ActionOption {
  const char* name;
  Action action;
};
constexpr ActionOption action_options[] = {
    {"show-config", Action::show_config},
    {"list-plugins", Action::list_plugins},
    {"list", Action::list},
    {"init", Action::init},
    {"attach", Action::attach},
    {"ping-broker", Action::ping_broker},
    {"list-runs", Action::list_runs},
    {"show-run", Action::show_run},
    {"stop-run", Action::stop_run},
    {"purge-broker", Action::purge_broker},
    {"panic", Action::panic},
    {"health-check", Action::health_check},
};

bool is_asked_for(const OptionTable& table, const ReadValues& from, const char* name) {
  return table.find(name)->type == OptionType::flag ? from.flag(name) : from.has(name);
}

Action action_of(const OptionTable& table, const ReadValues& from) {
  for (const ActionOption& option : action_options)
    if (is_asked_for(table, from, option.name))
      return option.action;
  return Action::run;
}

std::string typed_name(const Values& values) {
  const Given* name = values.find("fqn");
  return name && name->source.kind == Source::Kind::command_line ? name->texts.back() : "";
}

void fill_cluster(const Values& values, RunnerOptions& options) {
  const ReadValues from(values);
  ClusterOptions& cluster = options.cluster;
  if (from.has("agents"))
    cluster.agents = static_cast<std::uint32_t>(from.count("agents"));
  cluster.broker = from.text("broker");
  cluster.insecure = from.flag("insecure-broker");
  cluster.key = from.text("key");
  cluster.known_brokers = from.text("known-brokers");
  cluster.detach = from.flag("detach");
  cluster.wait_agents = from.flag("wait-agents");
  cluster.abort_on_loss = from.text("on-agent-loss") == "abort";
  cluster.sign = from.text("sign");
  cluster.valid_for = from.time("valid-for");
  cluster.observers = from.list("observer");
  if (options.action == Action::attach)
    cluster.run = typed_name(values); // a test in a file is not meant
  else if (options.action == Action::show_run)
    cluster.run = from.text("show-run");
  else if (options.action == Action::stop_run)
    cluster.run = from.text("stop-run");
}

// An option of a plugin.
void fill_setting(const Option& option, const Given& given, RunnerOptions& options) {
  const std::string_view of_output = "output-";
  const bool is_typed = given.source.kind == Source::Kind::command_line;
  if (option.section.starts_with(observer_section)) {
    const std::string name = option.section.substr(observer_section.size());
    const Texts& used =
        options.cluster.observers; // what is typed for others is a mistake, which the broker tells
    if (is_typed || std::find(used.begin(), used.end(), name) != used.end())
      options.cluster.observer_settings[name][option.key] = given.texts.back();
    return;
  }
  const std::string output = option.section.substr(of_output.size());
  options.output_settings[output][option.key] = given.texts.back();
  if (is_typed)
    options.typed_settings.emplace(output, "--" + option.name);
}

RunnerOptions fill_options(const OptionTable& table, const Values& values) {
  const ReadValues from(values);
  RunnerOptions options;
  options.action = action_of(table, from);
  fill_cluster(values, options);
  fill_plan(from, options.plan);
  fill_amount(values, options.plan);
  fill_load(values, agents_of(from), options.plan);
  fill_scenarios(values, agents_of(from), options.plan);
  options.qualified_name = from.text("fqn");
  options.list_module = from.text("list");
  options.init_name = from.text("init");
  options.module_path = folders_of(values, "module-path");
  options.module_path.insert(options.module_path.begin(), ".");
  options.outputs = from.list("output");
  if (from.flag("quiet"))
    std::erase(options.outputs, "stdout");
  for (const Option& option : table.options())
    if (const Given* given = option.plugin ? values.find(option.name) : nullptr)
      fill_setting(option, *given, options);
  options.in_process = from.flag("in-process");
  options.sandbox = from.flag("sandbox");
  options.project_name = from.text("project-name");
  options.user_id = from.text("user-id");
  options.suite_options = !from.flag("no-suite-options");
  options.has_load = says_load(values);
  options.test_runner = from.text("test-runner");
  if (from.has("external-process-timeout"))
    options.external_process_timeout = from.time("external-process-timeout");
  options.zmq_receiver = from.text("zmq-receiver");
  options.test_dir = from.text("test-dir");
  options.include_files = from.list("include-file");
  options.python_dependencies = from.list("python-dep");
  options.dependencies = from.list("dep");
  if (options.action == Action::show_config)
    options.shown_config = show_config(table, values);
  return options;
}

// Combinations that make no sense, a sentence for each.
base::Status check_combinations(const OptionTable& table, const Values& values) {
  Texts problems;
  const ReadValues from(values);
  if (from.flag("show-config"))
    return base::Nothing{}; // what is in force is shown in any case
  Texts actions;
  for (const ActionOption& option : action_options)
    if (is_asked_for(table, from, option.name))
      actions.push_back(std::string("--") + option.name);
  if (actions.size() > 1)
    problems.push_back(actions[0] + " and " + actions[1] + " exclude each other");
  const auto label = [&](const char* name) { return values.get(name).source.label; };
  const auto is_typed = [&](const char* name) {
    return values.has(name) && values.get(name).source.kind == Source::Kind::command_line;
  };
  for (const char* name : {"agents", "users", "hits", "duration", "rate", "stage", "total-iterations",
                           "scenario", "threshold", "detach", "wait-agents"})
    if (!actions.empty() && is_typed(name) && actions[0] != "--health-check")
      problems.push_back(actions[0] + " starts no run: leave out " + label(name));
  if (const Texts no_test{"--ping-broker", "--list-runs", "--show-run", "--stop-run", "--purge-broker",
                          "--panic", "--health-check"};
      !actions.empty() && values.has("fqn") &&
      std::find(no_test.begin(), no_test.end(), actions[0]) != no_test.end())
    problems.push_back(actions[0] + " takes no test: leave out " + from.text("fqn"));
  if (values.has("agents") && from.count("agents") == 0)
    problems.push_back(label("agents") + ": at least 1; leave it out to run on this machine");
  for (const char* name : {"detach", "wait-agents"})
    if (actions.empty() && from.flag(name) && !values.has("agents"))
      problems.push_back(label(name) +
                         ": only a run on the agents of a cluster can do that; give --agents, too");
  const bool aborts = from.text("on-agent-loss") == "abort";
  for (const auto& [name, is_given] :
       {std::pair("on-agent-loss", aborts), {"observer", values.has("observer")}, {"sign", is_typed("sign")}})
    if (actions.empty() && is_given && !values.has("agents"))
      problems.push_back(label(name) + ": only for a run on the agents of a cluster; give --agents, too");
  if (actions.empty() && is_typed("insecure-broker") && !values.has("agents"))
    problems.push_back(label("insecure-broker") +
                       ": a run on this machine has no broker; leave it out, or give --agents");
  if (from.time("valid-for") > manifest::longest_validity)
    problems.push_back(label("valid-for") + " " + from.text("valid-for") +
                       ": agents take no signature that is valid for more than " +
                       base::format_duration(manifest::longest_validity));
  if (is_typed("valid-for") && !values.has("sign"))
    problems.push_back(label("valid-for") + ": only a signature can expire; give --sign KEYFILE, too");
  for (const Option& option : table.options())
    if (actions.empty() && option.plugin && option.section.starts_with(observer_section) &&
        is_typed(option.name.c_str()) && !values.has("agents"))
      problems.push_back(label(option.name.c_str()) +
                         ": only a run on the agents of a cluster is told of; give --agents and --observer " +
                         option.section.substr(observer_section.size()) + ", too");
  if (const std::string what = from.text("on-agent-loss"); what != "degrade" && what != "abort")
    problems.push_back(label("on-agent-loss") + " " + what + ": neither degrade nor abort");
  if (values.has("agents") && from.flag("in-process"))
    problems.push_back(label("in-process") +
                       ": agents have processes of their own; leave it or --agents out");
  if (values.has("agents") && values.has("zmq-receiver"))
    problems.push_back(label("zmq-receiver") +
                       ": each agent has a socket of its own; leave it or --agents out");
  if (values.has("warm-up") && values.has("test-runner"))
    problems.push_back(label("warm-up") + ": programs of --test-runner have none; leave one of them out");
  if (const auto rules = model::parse_target_rules(from.list("allow-target")); !rules)
    problems.push_back(label("allow-target") + " " + rules.error().text);
  if (values.has("allow-target") && values.has("test-runner"))
    problems.push_back(label("allow-target") + ": a program of --test-runner makes its requests itself and "
                                               "cannot be held to it; leave one of them out");
  if (actions.empty())
    for (const std::string& more : all_load_problems(values, agents_of(from)))
      problems.push_back(more);
  if (problems.empty())
    return base::Nothing{};
  std::string text;
  for (const std::string& problem : problems)
    text += (text.empty() ? "" : "\n") + base::printable(problem);
  return base::usage_error(text);
}

} // namespace

base::Result<RunnerOptions> parse_runner_options(const OptionTable& table, const RunnerInputs& inputs) {
  auto command_line = read_command_line(table, inputs.arguments);
  if (!command_line)
    return command_line.error();
  for (auto [name, action] : {std::pair("help", Action::help), std::pair("version", Action::version)})
    if (is_on(*command_line, name)) {
      RunnerOptions options;
      options.action = action;
      return options;
    }

  const auto values = read_values(table, inputs.file, inputs.environment, std::move(*command_line));
  if (!values)
    return values.error();
  if (auto status = check_combinations(table, *values); !status)
    return status.error();
  RunnerOptions options = fill_options(table, *values);
  if (options.action == Action::run && options.qualified_name.empty())
    return base::usage_error("");
  return options;
}

} // namespace loads::cli
