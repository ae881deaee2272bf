// SPDX-License-Identifier: Apache-2.0
#include "core/app/output_setup.hpp"

#include "core/app/output_files.hpp"
#include "core/host/host_table.hpp"
#include "core/module/directories.hpp"
#include "core/runner/console.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace loads::app {

namespace {

// Keeps what an output says in its constructor, on this thread, to be told together with what came of it.
// What nobody takes is printed in the end.
class Overheard {
public:
  Overheard() { current_ = this; }
  ~Overheard() {
    current_ = nullptr;
    for (const std::string& line : lines_)
      runner::print_message(line);
  }
  Overheard(const Overheard&) = delete;
  Overheard& operator=(const Overheard&) = delete;

  static void say(std::string_view text) {
    if (current_)
      current_->lines_.emplace_back(text);
    else if (std::exchange(told_, text) != text)
      runner::print_message(text);
  }

  std::vector<std::string> take() { return std::exchange(lines_, {}); }

private:
  static thread_local Overheard* current_;
  static thread_local std::string told_; // last, by an output: each has a thread
  std::vector<std::string> lines_;
};

thread_local Overheard* Overheard::current_ = nullptr;
thread_local std::string Overheard::told_;

// The options whose values are in what the output said, or all of its options that are texts.
std::string options_to_change(const module::OutputPlugin& plugin, const module::SettingMap& settings,
                              const std::string& said) {
  std::string named, all;
  for (const loads_option& option : plugin.options()) {
    const std::string name = "--output-" + plugin.name + "-" + option.name;
    const auto value = settings.find(option.name);
    if (option.type != LOADS_OPTION_TEXT || value == settings.end())
      continue;
    all += (all.empty() ? "" : " or ") + name;
    if (!value->second.empty() && said.find(value->second) != std::string::npos)
      named += (named.empty() ? "" : " or ") + name;
  }
  return named.empty() ? all : named;
}

std::string why_not(const module::OutputPlugin& plugin, const module::SettingMap& settings,
                    const std::vector<std::string>& said, const base::Error& error) {
  if (said.empty())
    return error.text;
  std::string text;
  for (const std::string& line : said)
    text += (text.empty() ? "" : "; ") + line;
  const std::string options = options_to_change(plugin, settings, text);
  return "output " + plugin.name + ": " + text + (options.empty() ? "" : "; change " + options);
}

} // namespace

const loads_host& output_host() {
  return host::output_host("loads-runner",
                           [](loads_log_level, std::string_view text) { Overheard::say(text); });
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
  OutputFiles files;
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
    if (auto status = files.add(*plugin, wanted.back().second); !status)
      return status.error();
  }
  if (!unused.empty())
    return base::usage_error(unused.begin()->second + " is for an output that is not used; add --output " +
                             unused.begin()->first);

  std::vector<std::unique_ptr<module::Output>> outputs;
  std::vector<std::string> problems;
  for (const auto& [plugin, settings] : wanted) {
    Overheard overheard;
    auto output = module::Output::create(*plugin, output_host(), settings);
    if (output)
      outputs.push_back(std::move(*output));
    else
      problems.push_back(why_not(*plugin, settings, overheard.take(), output.error()));
  }
  if (problems.empty())
    return outputs;
  for (std::size_t i = 0; i + 1 < problems.size(); ++i)
    runner::print_message(problems[i]);
  return base::infrastructure_error(problems.back());
}

} // namespace loads::app
