// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/cli/runner_options.hpp"
#include "core/module/output_plugin.hpp"
#include "core/observer/catalogue.hpp"

#include <memory>
#include <string>
#include <vector>

namespace loads::app {

// What outputs get from this program.
const loads_host& output_host();

struct FoundOutputs {
  std::vector<module::OutputPlugin> loaded;
  std::vector<base::Error> missing;  // why some that are wanted could not be loaded
  std::vector<std::string> failures; // why others could not
  observer::Catalogue observers;     // if their options must be known
};

// Loads the outputs that are wanted, or all if their options must be known.
FoundOutputs load_outputs(const cli::PluginNeeds& needs);

// The outputs of a run, with their options checked.
base::Result<std::vector<std::unique_ptr<module::Output>>>
create_outputs(const cli::RunnerOptions& options, const std::vector<module::OutputPlugin>& plugins);

} // namespace loads::app
