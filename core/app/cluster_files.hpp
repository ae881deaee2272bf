// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/app/chosen_test.hpp"
#include "core/cli/runner_options.hpp"
#include "core/client/upload.hpp"
#include "core/job/description.hpp"

namespace loads::app {

// What a run of a cluster takes along: the description for its agents, and the files beside it.
struct ClusterLoad {
  job::Description description;
  client::Upload upload;
};

// Of a module, which is found, and compiled if it must be.
base::Result<ClusterLoad> pack_module(const cli::RunnerOptions& options);
// The same for a module that is chosen.
base::Result<ClusterLoad> pack_module(const cli::RunnerOptions& options, const ChosenTest& chosen);
// Of external runners.
base::Result<ClusterLoad> pack_external(const cli::RunnerOptions& options);

} // namespace loads::app
