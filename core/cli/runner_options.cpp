// SPDX-License-Identifier: Apache-2.0
#include "core/cli/runner_options.hpp"

#include "core/base/text.hpp"
#include "core/cli/command_line.hpp"
#include "core/cli/runner_table.hpp"
#include "core/cli/show_config.hpp"
#include "core/cli/value_types.hpp"
#include "core/model/cycle.hpp"
#include "core/module/directories.hpp"

#include <algorithm>

namespace loads::cli {
namespace {

using Texts = std::vector<std::string>;
using Action = RunnerOptions::Action;

// What is known before the plugins are, and so without their options.
Values preview(const OptionTable& table, const RunnerInputs& inputs) {
  Texts ignored;
  Values values(table);
  if (inputs.file)
    values.add(read_config_file(table, *inputs.file, ignored), ignored);
  values.add(read_environment(table, inputs.environment, ignored), ignored);
  values.add(preview_command_line(table, inputs.arguments), ignored);
  return values;
}

// All sources, each checked on its own, so that all mistakes come to light at once.
Values read_all(const OptionTable& table, const RunnerInputs& inputs, Layer command_line, Texts& problems) {
  Values values(table);
  if (inputs.file)
    values.add(read_config_file(table, *inputs.file, problems), problems);
  Layer environment = read_environment(table, inputs.environment, problems);
  for (const Layer* layer : {&std::as_const(environment), &std::as_const(command_line)})
    check_values(table, *layer, problems);
  values.add(std::move(environment), problems);
  values.add(std::move(command_line), problems);
  return values;
}

// The folders of a search path; each text may be several with colons between them.
Texts folders_of(const Values& values, const char* name) {
  Texts folders;
  for (const std::string& text : values.get(name).texts)
    for (std::string& part : module::split_search_path(text))
      folders.push_back(std::move(part));
  return folders;
}

// Turns values that were checked into what they mean.
class Filler {
public:
  explicit Filler(const Values& values) : values_(values) {}

  std::string text(const char* name) const {
    const Given given = values_.get(name);
    return given.texts.empty() ? "" : given.texts.back();
  }
  Texts list(const char* name) const { return values_.get(name).texts; }
  bool flag(const char* name) const { return values_.has(name) && *parse_flag(name, text(name)); }
  base::Duration time(const char* name) const { return *parse_time(name, text(name)); }
  std::uint64_t count(const char* name) const { return *parse_count(name, text(name), 0); }
  std::uint64_t size(const char* name) const { return *parse_size(name, text(name)); }
  model::Cycles cycles(const char* name) const { return *model::parse_cycles(name, text(name)); }
  bool has(const char* name) const { return values_.has(name); }

private:
  const Values& values_;
};

void fill_plan(const Filler& from, model::Plan& plan) {
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

Action action_of(const Filler& from) {
  if (from.flag("show-config"))
    return Action::show_config;
  if (from.flag("list-plugins"))
    return Action::list_plugins;
  if (from.has("list"))
    return Action::list;
  return from.has("init") ? Action::init : Action::run;
}

RunnerOptions fill_options(const OptionTable& table, const Values& values) {
  const Filler from(values);
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
  for (const Option& option : table.options())
    if (option.plugin && values.has(option.name))
      options.output_settings[option.section.substr(7)][option.key] = from.text(option.name.c_str());
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

bool is_asked(const Layer& layer, const char* flag) {
  auto found = layer.find(flag);
  return found != layer.end() && parse_flag("", found->second.texts.front()) &&
         *parse_flag("", found->second.texts.front());
}

// Whether a name is one of an output's option: "output-file-filename", "LOADS_OUTPUT_FILE_FILENAME".
bool is_of_output(std::string_view name) {
  return normal_name(name).starts_with("output-") || normal_name(name).starts_with("loads-output-");
}

bool asks_for_plugin_options(const RunnerInputs& inputs, const Values& values) {
  auto argument = [](const std::string& each) { return each.starts_with("--output-"); };
  auto variable = [](const auto& each) { return is_of_output(each.first); };
  auto entry = [](const IniEntry& each) { return is_of_output(each.section) || is_of_output(each.key); };
  return values.has("help") || values.has("show-config") || values.has("list-plugins") ||
         std::any_of(inputs.arguments.begin(), inputs.arguments.end(), argument) ||
         std::any_of(inputs.environment.begin(), inputs.environment.end(), variable) ||
         (inputs.file &&
          std::any_of(inputs.file->ini.entries.begin(), inputs.file->ini.entries.end(), entry));
}

} // namespace

base::Result<RunnerInputs> read_runner_inputs(Texts arguments, Environment environment) {
  RunnerInputs inputs{std::move(arguments), std::move(environment), {}};
  const OptionTable table = make_runner_table({});
  const Layer given = preview_command_line(table, inputs.arguments);
  if (is_asked(given, "help") || is_asked(given, "version"))
    return inputs;
  const Values values = preview(table, inputs);
  if (const Given* path = values.find("config")) {
    auto file = load_config_file(path->texts.back(), inputs.environment);
    if (!file)
      return file.error();
    inputs.file = std::move(*file);
  }
  return inputs;
}

PluginNeeds plugin_needs(const RunnerInputs& inputs) {
  const OptionTable table = make_runner_table({});
  const Values values = preview(table, inputs);
  return {folders_of(values, "plugin-path"), values.get("output").texts,
          asks_for_plugin_options(inputs, values)};
}

OptionTable make_runner_table(const std::vector<module::OutputPlugin>& outputs) {
  return OptionTable(runner_table(), outputs);
}

base::Result<RunnerOptions> parse_runner_options(const OptionTable& table, const RunnerInputs& inputs) {
  auto command_line = read_command_line(table, inputs.arguments);
  if (!command_line)
    return command_line.error();
  for (auto [name, action] : {std::pair("help", Action::help), std::pair("version", Action::version)})
    if (is_asked(*command_line, name)) {
      RunnerOptions options;
      options.action = action;
      return options;
    }

  Texts problems;
  const Values values = read_all(table, inputs, std::move(*command_line), problems);
  if (!problems.empty()) {
    std::string text;
    for (const std::string& problem : problems)
      text += (text.empty() ? "" : "\n") + base::printable(problem);
    return base::usage_error(text);
  }
  RunnerOptions options = fill_options(table, values);
  if (options.action == Action::run && options.qualified_name.empty())
    return base::usage_error("");
  return options;
}

} // namespace loads::cli
