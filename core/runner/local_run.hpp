// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/model/plan.hpp"
#include "core/module/output_plugin.hpp"
#include "core/runner/run_session.hpp"
#include "core/worker/messages.hpp"

#include <memory>
#include <string>
#include <vector>

namespace loads::runner {

// Exit codes of loads-runner.
enum class ExitCode : int { passed = 0, failed = 1, usage = 2, infrastructure = 3 };

ExitCode exit_code_of(base::ErrorKind kind);

using Outputs = std::vector<std::unique_ptr<module::Output>>;

// How a run of a module on this machine is made.
struct LocalRunOptions {
  model::Plan plan;
  bool in_process = false;
  Outputs outputs;
};

// How long a run goes on; the other one is 0.
struct RunExtent {
  std::uint64_t iterations = 0;
  base::Duration duration{0};
};

// Starts the session, follows it to its end and feeds the outputs; SIGINT, SIGTERM and SIGHUP, which must be
// blocked, end it early (twice: at once). Trouble is told on stderr and through the outputs' `trouble`.
ExitCode follow_run(std::unique_ptr<RunSession> session, const RunExtent& extent, model::Plan plan,
                    Outputs outputs);

// Runs the plan in a worker, as follow_run() says; an Error is what kept the run from beginning.
base::Result<ExitCode> run_locally(LocalRunOptions options);

// What a module holds, found by a worker that then ends without running any of it. `source` is what it was
// compiled from, or empty.
base::Result<worker::Ready> list_tests(const std::string& module_path, const std::string& source);

} // namespace loads::runner
