// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/cli/runner_options.hpp"
#include "core/client/connection.hpp"

#include <string>

namespace loads::app {

// The broker that is meant, if it answers.
base::Result<client::Greeting> greet_broker(const cli::RunnerOptions& options);

// What must be added to a command of loads-runner so that it means the same broker.
std::string broker_arguments(const cli::RunnerOptions& options);

// How to come back to the run and how to stop it: commands, a line each.
std::string ways_back(const cli::RunnerOptions& options, const wire::RunId& run);

} // namespace loads::app
