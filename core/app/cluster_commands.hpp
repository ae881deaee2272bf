// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/cli/runner_options.hpp"
#include "core/module/output_plugin.hpp"

#include <vector>

namespace loads::app {

using Plugins = std::vector<module::OutputPlugin>;

// Each does one thing that a broker can be asked for, and returns the exit code.

// Hands the run over to the broker and, unless it is to be detached, follows it.
int run_in_cluster(const cli::RunnerOptions& options, const Plugins& plugins);
// An empty test on each agent that is free.
int check_health(const cli::RunnerOptions& options, const Plugins& plugins);
int attach(const cli::RunnerOptions& options, const Plugins& plugins);
// The report of a run, be it over or not.
int show_run(const cli::RunnerOptions& options, const Plugins& plugins);

int ping_broker(const cli::RunnerOptions& options);
int list_runs(const cli::RunnerOptions& options);
int stop_run(const cli::RunnerOptions& options);
int purge_broker(const cli::RunnerOptions& options);
int panic(const cli::RunnerOptions& options);

} // namespace loads::app
