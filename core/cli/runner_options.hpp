// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/model/plan.hpp"
#include "core/module/output_plugin.hpp"

#include <map>
#include <string>
#include <vector>

namespace loads::cli {

// What the command line of loads-runner asks for.
struct RunnerOptions {
  enum class Action { run, list, help, version };
  Action action = Action::run;

  model::Plan plan; // all but the module, which is yet to be found
  std::string qualified_name;
  std::string list_module;
  std::vector<std::string> module_path; // folders, the current one first
  std::vector<std::string> outputs;     // names or files
  std::map<std::string, module::SettingMap> output_settings;
  bool in_process = false;
};

// Reads the arguments (without the program's name). `plugins` are the outputs whose options are known.
// LOADS_MODULE_PATH is read from the environment. A mistake is a usage error that names the option and what
// to write instead.
base::Result<RunnerOptions> parse_runner_options(const std::vector<std::string>& arguments,
                                                 const std::vector<module::OutputPlugin>& plugins);

// One line: how the program is called.
std::string runner_usage();

// The whole of --help, with the options of the plugins.
std::string runner_help(const std::vector<module::OutputPlugin>& plugins);

// The values of --output in the arguments, found before they are parsed, so that their options can be known.
std::vector<std::string> wanted_outputs(const std::vector<std::string>& arguments);

} // namespace loads::cli
