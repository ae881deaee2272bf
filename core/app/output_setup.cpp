// SPDX-License-Identifier: Apache-2.0
#include "core/app/output_setup.hpp"

#include "core/host/host_table.hpp"
#include "core/module/directories.hpp"
#include "core/runner/console.hpp"

#include <algorithm>
#include <map>

namespace loads::app {

const loads_host& output_host() {
  return host::output_host("loads-runner",
                           [](loads_log_level, std::string_view text) { runner::print_message(text); });
}

FoundOutputs load_outputs(const cli::PluginNeeds& needs) {
  std::vector<std::string> folders = needs.folders;
  folders.push_back(module::directories().plugins);
  std::vector<std::string> names = needs.outputs;
  if (needs.all)
    for (std::string& name : module::plugin_names(module::output_kind, folders))
      names.push_back(std::move(name));
  const bool is_typed = needs.outputs_source.kind == cli::Source::Kind::command_line;
  const std::string place = is_typed ? "" : needs.outputs_source.label + ": ";
  FoundOutputs found;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
        names.begin() + static_cast<std::ptrdiff_t>(i))
      continue;
    auto plugin = module::load_output(names[i], folders, output_host());
    if (plugin)
      found.loaded.push_back(*plugin);
    else if (i < needs.outputs.size())
      found.missing.push_back({plugin.error().kind, place + plugin.error().text});
    else
      found.failures.push_back(plugin.error().text);
  }
  if (needs.all)
    found.observers = observer::find_observers({}, folders);
  return found;
}

base::Result<std::vector<std::unique_ptr<module::Output>>>
create_outputs(const cli::RunnerOptions& options, const std::vector<module::OutputPlugin>& plugins) {
  // All is checked before the first of them opens a file.
  std::vector<std::pair<const module::OutputPlugin*, module::SettingMap>> wanted;
  std::map<std::string, std::string> unused = options.typed_settings;
  for (const std::string& name : options.outputs) {
    auto plugin = std::find_if(plugins.begin(), plugins.end(), [&](const module::OutputPlugin& each) {
      return each.name == name || each.file == name;
    });
    if (plugin == plugins.end())
      return base::usage_error("unknown output '" + name + "'");
    auto given = options.output_settings.find(plugin->name);
    auto settings = module::check_settings(
        plugin->options(), given == options.output_settings.end() ? module::SettingMap() : given->second,
        "--output-" + plugin->name + "-");
    if (!settings)
      return settings.error();
    wanted.emplace_back(&*plugin, std::move(*settings));
    unused.erase(plugin->name);
  }
  if (!unused.empty())
    return base::usage_error(unused.begin()->second + " is for an output that is not used; add --output " +
                             unused.begin()->first);

  std::vector<std::unique_ptr<module::Output>> outputs;
  for (const auto& [plugin, settings] : wanted) {
    auto output = module::Output::create(*plugin, output_host(), settings);
    if (!output)
      return output.error();
    outputs.push_back(std::move(*output));
  }
  return outputs;
}

} // namespace loads::app
