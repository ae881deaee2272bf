// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/model/plan.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loads::job {

// The program that runs the test instead of loads-worker, as external::runner_command() makes it.
struct ExternalRunner {
  std::vector<std::string> command;
  base::Duration timeout{0}; // as in external::RunnerLimits

  bool operator==(const ExternalRunner&) const = default;
};

// What an agent must know to run its share, which is the whole plan: what SUBMIT and ASSIGN carry as `plan`.
// The files that it needs are listed beside it. On an agent a run has a folder of its own with the included
// files in it, and happens there.
// In the plan:
// - `run_id` is that of the run in the cluster; `folder` is empty.
// - `module_path` and `module_source` are what messages call the suite (the user knows these names); what is
//   opened is the file whose use is `module`. External runners have none.
// - files for TLS (`http.ca_file`, ...) are names of files of the run, whose use is `include`.
struct Description {
  model::Plan plan;
  std::optional<ExternalRunner> external;   // none: a suite is run
  std::vector<std::string> python_packages; // requirements, as files::split_requirements() gives them
  std::string test_dir; // absolute: where the folder of the run is made; empty: the agent chooses

  bool operator==(const Description&) const = default;
};

// One line of JSON, and back. Strict, since an agent must not pass over what it does not know: each member
// must be there, no other one, and make sense. An error is a line for the user of another version.
std::string description_to_json(const Description& description);
base::Result<Description> description_from_json(std::string_view text);

} // namespace loads::job
