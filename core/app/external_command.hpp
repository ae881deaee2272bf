// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/cli/runner_options.hpp"
#include "core/module/output_plugin.hpp"

#include <vector>

namespace loads::app {

// Runs the test by --test-runner and returns the exit code.
int run_external(const cli::RunnerOptions& options, const std::vector<module::OutputPlugin>& plugins);

// How long such a program may go on after its duration or, with hits, be silent.
base::Duration external_timeout(const cli::RunnerOptions& options);

} // namespace loads::app
