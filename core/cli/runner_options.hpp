// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/cli/config_file.hpp"
#include "core/cli/environment.hpp"
#include "core/cli/option_table.hpp"
#include "core/model/plan.hpp"
#include "core/module/output_plugin.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace loads::cli {

// What loads-runner is asked for, whoever said it: command line, environment, configuration file.
struct RunnerOptions {
  enum class Action { run, list, list_plugins, init, show_config, help, version };
  Action action = Action::run;

  model::Plan plan; // all but the module, which is yet to be found
  std::string qualified_name;
  std::string list_module;
  std::string init_name;
  std::vector<std::string> module_path; // folders, the current one first
  std::vector<std::string> outputs;     // names or files
  std::map<std::string, module::SettingMap> output_settings;
  bool in_process = false;
  std::string project_name, user_id;
  std::string shown_config; // the answer to --show-config

  // External runners, and files that a run takes along.
  std::string test_runner; // empty: a module is run
  std::optional<base::Duration> external_process_timeout;
  std::string zmq_receiver; // empty: a private one
  std::string test_dir;     // empty: the current folder
  std::vector<std::string> include_files, python_dependencies, dependencies;
};

// Everything that options come from.
struct RunnerInputs {
  std::vector<std::string> arguments; // without the program's name
  Environment environment;
  std::optional<ConfigFile> file; // of --config
};

// Finds the configuration file and reads it.
base::Result<RunnerInputs> read_runner_inputs(std::vector<std::string> arguments, Environment environment);

// Which plugins have to be loaded before their options can be read.
struct PluginNeeds {
  std::vector<std::string> folders; // of the options and the environment, which hold outputs/ and others
  std::vector<std::string> outputs; // names or files
  bool all = false;                 // the options of any of them may be asked for
};
PluginNeeds plugin_needs(const RunnerInputs& inputs);

// The options of loads-runner and of these plugins.
OptionTable make_runner_table(const std::vector<module::OutputPlugin>& outputs);

// Reads the inputs. A mistake is a usage error with a line for each thing that is wrong: which option, where
// it was given, and what to write instead. An empty one: nothing was asked for.
base::Result<RunnerOptions> parse_runner_options(const OptionTable& table, const RunnerInputs& inputs);

// One line: how the program is called.
std::string runner_usage();

// The whole of --help.
std::string runner_help(const OptionTable& table, const std::vector<module::OutputPlugin>& outputs);

} // namespace loads::cli
