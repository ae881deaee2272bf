// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"
#include "core/model/plan.hpp"
#include "core/runner/follow_run.hpp"
#include "core/runner/run_limits.hpp"
#include "core/worker/messages.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace loads::runner {

// How a run of a module on this machine is made.
struct LocalRunOptions {
  model::Plan plan;
  bool in_process = false;
  // Adds to the plan what its tests declare; null: that does not count.
  std::function<base::Result<std::string>(const std::vector<module::TestEntry>&, model::Plan&)> suite_options;
  Outputs outputs;
  // In a sandbox:
  std::optional<RunPlace> place = {};
  std::vector<std::string> environment = {};
  base::UniqueFd module = {}; // a copy of the suite, which is opened in place of its file
  std::string sandbox = {};   // what it keeps the test from
};

// Runs the plan in a worker, as follow_run() says; an Error is what kept the run from beginning.
base::Result<ExitCode> run_locally(LocalRunOptions options);

// What a module holds, found by a worker that then ends without running any of it. `source` is what it was
// compiled from, or empty.
base::Result<worker::Ready> list_tests(const std::string& module_path, const std::string& source);

// Whether one of them wants each event.
bool want_events(const Outputs& outputs);

} // namespace loads::runner
