// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/cli/runner_options.hpp"
#include "core/module/output_plugin.hpp"

#include <string>
#include <vector>

namespace loads::app {

// Each does one thing that loads-runner can be asked for, on this machine, and returns the exit code.

// Prints the tests of a module.
int list_tests(const cli::RunnerOptions& options);

// Runs the tests of a module.
int run_module(const cli::RunnerOptions& options, const std::vector<module::OutputPlugin>& plugins);

// Writes a new project into a folder.
int make_project(const std::string& path);

// A name for a run that no other has.
std::string new_run_id();

} // namespace loads::app
