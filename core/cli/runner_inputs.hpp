// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/cli/config_file.hpp"
#include "core/cli/environment.hpp"
#include "core/cli/layer.hpp"

#include <optional>
#include <string>
#include <vector>

namespace loads::cli {

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
  Source outputs_source;            // who names these
  bool all = false;                 // the options of any of them may be asked for
};
PluginNeeds plugin_needs(const RunnerInputs& inputs);

// The folders of a search path in force; each text of it may be several with colons between them.
std::vector<std::string> folders_of(const Values& values, const std::string& name);

} // namespace loads::cli
