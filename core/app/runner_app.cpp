// SPDX-License-Identifier: Apache-2.0
#include "core/app/runner_app.hpp"

#include "core/cli/runner_options.hpp"
#include "core/host/host_table.hpp"
#include "core/module/compiler.hpp"
#include "core/module/directories.hpp"
#include "core/module/finder.hpp"
#include "core/runner/console.hpp"
#include "core/runner/local_run.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <random>

namespace loads::app {
namespace {

using Options = cli::RunnerOptions;
using Texts = std::vector<std::string>;

const loads_host& host() {
  return host::output_host("loads-runner",
                           [](loads_log_level, std::string_view text) { runner::print_message(text); });
}

Texts plugin_folders() {
  Texts folders;
  if (const char* path = std::getenv("LOADS_PLUGIN_PATH"))
    folders = module::split_search_path(path);
  folders.push_back(module::directories().plugins);
  return folders;
}

int complain(const base::Error& error) {
  if (error.text.empty()) // nothing was asked for
    std::fprintf(stderr, "%s\nTry loads-runner --help.\n", cli::runner_usage().c_str());
  else
    runner::print_message(error.text);
  return static_cast<int>(runner::exit_code_of(error.kind));
}

// The outputs that are wanted, or all if their options must be known. One that cannot be loaded is an error
// only if it is wanted.
base::Result<std::vector<module::OutputPlugin>> load_outputs(const Texts& arguments) {
  Texts wanted = cli::wanted_outputs(arguments);
  if (wanted.empty())
    wanted.push_back("stdout");
  bool all = std::any_of(arguments.begin(), arguments.end(), [](const std::string& each) {
    return each.starts_with("--output-") || each.starts_with("--h") || each == "-h";
  });
  Texts folders = plugin_folders(), names = wanted;
  if (all)
    for (std::string& name : module::output_names(folders))
      names.push_back(std::move(name));
  std::vector<module::OutputPlugin> plugins;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
        names.begin() + static_cast<std::ptrdiff_t>(i))
      continue;
    auto plugin = module::load_output(names[i], folders, host());
    if (plugin)
      plugins.push_back(*plugin);
    else if (i < wanted.size())
      return plugin.error();
  }
  return plugins;
}

base::Result<std::vector<std::unique_ptr<module::Output>>>
create_outputs(const Options& options, const std::vector<module::OutputPlugin>& plugins) {
  std::vector<std::unique_ptr<module::Output>> outputs;
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
    auto output = module::Output::create(*plugin, host(), *settings);
    if (!output)
      return output.error();
    outputs.push_back(std::move(*output));
  }
  return outputs;
}

base::Result<std::string> module_file(const std::string& file, bool is_source) {
  if (!is_source)
    return file;
  return module::compile_module(file, [](const std::string& text) { runner::print_message(text); });
}

std::string random_id() {
  std::random_device random;
  char text[33];
  std::snprintf(text, sizeof text, "%08x%08x%08x%08x", random(), random(), random(), random());
  return text;
}

int list(const Options& options) {
  std::string file = options.list_module;
  bool is_source = file.ends_with(".cpp");
  if (std::error_code ignored; !std::filesystem::is_regular_file(file, ignored)) {
    // A name like "example": looked for as if a class followed.
    auto found = module::find_test(file + ".Class", options.module_path);
    if (!found)
      return complain(found.error());
    file = found->file;
    is_source = found->is_source;
  }
  auto built = module_file(file, is_source);
  if (!built)
    return complain(built.error());
  auto ready = runner::list_tests(*built);
  if (!ready)
    return complain(ready.error());
  std::string stem = std::filesystem::path(file).stem().string();
  if (stem.starts_with("lib"))
    stem.erase(0, 3);
  for (const module::TestEntry& test : ready->tests)
    std::printf("%s.%s\n", stem.c_str(), test.full_name().c_str());
  return 0;
}

int run(Options& options, const std::vector<module::OutputPlugin>& plugins) {
  auto found = module::find_test(options.qualified_name, options.module_path);
  if (!found)
    return complain(found.error());
  auto built = module_file(found->file, found->is_source);
  if (!built)
    return complain(built.error());
  options.plan.run_id = random_id();
  options.plan.fqn = options.qualified_name;
  options.plan.module_path = *built;
  options.plan.group = found->name.group;
  options.plan.test = found->name.test;

  auto outputs = create_outputs(options, plugins);
  if (!outputs)
    return complain(outputs.error());
  auto code = runner::run_locally({options.plan, options.in_process, std::move(*outputs)});
  return code ? static_cast<int>(*code) : complain(code.error());
}

int obey(const Texts& arguments, const std::vector<module::OutputPlugin>& plugins) {
  auto options = cli::parse_runner_options(arguments, plugins);
  if (!options)
    return complain(options.error());
  switch (options->action) {
  case Options::Action::help:
    std::fputs(cli::runner_help(plugins).c_str(), stdout);
    return 0;
  case Options::Action::version:
    std::puts(LOADS_VERSION);
    return 0;
  case Options::Action::list:
    return list(*options);
  case Options::Action::run:
    return run(*options, plugins);
  }
  return 2;
}

} // namespace

int run_runner(const Texts& arguments) {
  auto plugins = load_outputs(arguments);
  if (!plugins)
    return complain(plugins.error());
  int code = obey(arguments, *plugins);
  for (const module::OutputPlugin& plugin : *plugins)
    if (plugin.stop)
      plugin.stop();
  if (std::fflush(stdout) != 0 && errno != EPIPE) { // a reader that goes away has all that it wanted
    runner::print_message(std::string("cannot write to stdout: ") + std::strerror(errno));
    return static_cast<int>(runner::ExitCode::infrastructure);
  }
  return code;
}

} // namespace loads::app
