// SPDX-License-Identifier: Apache-2.0
#include "core/cli/runner_inputs.hpp"

#include "core/cli/command_line.hpp"
#include "core/cli/runner_table.hpp"
#include "core/module/directories.hpp"

#include <algorithm>

namespace loads::cli {
namespace {

using Texts = std::vector<std::string>;

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

// Whether a name is that of a plugin's option: "output-file-filename", "LOADS_OBSERVER_IRC_CHANNEL".
bool is_of_plugin(std::string_view name) {
  const std::string normal = normal_name(name);
  for (const char* begin : {"output-", "loads-output-", "observer-", "loads-observer-"})
    if (normal.starts_with(begin))
      return true;
  return false;
}

bool asks_for_plugin_options(const RunnerInputs& inputs, const Values& values) {
  auto argument = [](const std::string& each) {
    return each.starts_with("--output-") || each.starts_with("--observer-");
  };
  auto variable = [](const auto& each) { return is_of_plugin(each.first); };
  auto entry = [](const IniEntry& each) { return is_of_plugin(each.section) || is_of_plugin(each.key); };
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
  if (is_on(given, "help") || is_on(given, "version"))
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
  const Given outputs = values.get("output");
  return {folders_of(values, "plugin-path"), outputs.texts, outputs.source,
          asks_for_plugin_options(inputs, values)};
}

Texts folders_of(const Values& values, const std::string& name) {
  Texts folders;
  for (const std::string& text : values.get(name).texts)
    for (std::string& part : module::split_search_path(text))
      folders.push_back(std::move(part));
  return folders;
}

} // namespace loads::cli
