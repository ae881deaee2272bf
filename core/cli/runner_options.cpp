// SPDX-License-Identifier: Apache-2.0
#include "core/cli/runner_options.hpp"

#include "core/cli/command_line.hpp"
#include "core/cli/read_values.hpp"
#include "core/cli/show_config.hpp"

#include <algorithm>

namespace loads::cli {
namespace {

using Texts = std::vector<std::string>;
using Action = RunnerOptions::Action;

void fill_plan(const ReadValues& from, model::Plan& plan) {
  plan.users = from.cycles("users");
  if (from.has("hits"))
    plan.hits = from.cycles("hits");
  if (from.has("duration")) {
    plan.duration = from.time("duration");
    plan.hits.clear();
  }
  plan.server_url = from.text("server-url");
  plan.http.insecure = from.flag("insecure");
  plan.http.ca_file = from.text("ca-file");
  plan.http.client_cert = from.text("client-cert");
  plan.http.client_key = from.text("client-key");
  plan.http.connect_timeout = from.time("connect-timeout");
  plan.http.first_byte_timeout = from.time("first-byte-timeout");
  plan.http.total_timeout = from.time("timeout");
  plan.stall_limit = from.time("stall-limit");
  plan.threads = static_cast<std::uint32_t>(from.count("threads"));
  plan.blocking = from.flag("blocking");
  plan.stack_size = from.size("stack-size");
}

Action action_of(const ReadValues& from) {
  if (from.flag("show-config"))
    return Action::show_config;
  if (from.flag("list-plugins"))
    return Action::list_plugins;
  if (from.has("list"))
    return Action::list;
  return from.has("init") ? Action::init : Action::run;
}

RunnerOptions fill_options(const OptionTable& table, const Values& values) {
  const ReadValues from(values);
  RunnerOptions options;
  options.action = action_of(from);
  fill_plan(from, options.plan);
  options.qualified_name = from.text("fqn");
  options.list_module = from.text("list");
  options.init_name = from.text("init");
  options.module_path = folders_of(values, "module-path");
  options.module_path.insert(options.module_path.begin(), ".");
  options.outputs = from.list("output");
  if (from.flag("quiet"))
    std::erase(options.outputs, "stdout");
  for (const Option& option : table.options()) {
    const Given* given = option.plugin ? values.find(option.name) : nullptr;
    if (!given)
      continue;
    const std::string output = option.section.substr(std::string_view("output-").size());
    options.output_settings[output][option.key] = given->texts.back();
    if (given->source.kind == Source::Kind::command_line)
      options.typed_settings.emplace(output, "--" + option.name);
  }
  options.in_process = from.flag("in-process");
  options.project_name = from.text("project-name");
  options.user_id = from.text("user-id");
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
  RunnerOptions options = fill_options(table, *values);
  if (options.action == Action::run && options.qualified_name.empty())
    return base::usage_error("");
  return options;
}

} // namespace loads::cli
