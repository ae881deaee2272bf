// SPDX-License-Identifier: Apache-2.0
#include "core/runner/local_run.hpp"

#include "core/runner/suite_options.hpp"
#include "core/runner/worker_session.hpp"

#include <algorithm>

namespace loads::runner {

bool want_events(const Outputs& outputs) {
  return std::any_of(outputs.begin(), outputs.end(),
                     [](const auto& output) { return output->wants_events(); });
}

base::Result<ExitCode> run_locally(LocalRunOptions options) {
  options.plan.events = want_events(options.outputs);
  WorkerSessionOptions session_options;
  session_options.in_process = options.in_process;
  session_options.limits = options.limits;
  session_options.environment = options.environment;
  session_options.module = options.module.get();
  auto session = WorkerSession::open(options.plan, std::move(session_options));
  if (!session)
    return session.error();
  if (options.suite_options)
    if (auto status = add_suite_options((*session)->ready().tests, options.plan); !status)
      return status.error();
  const std::size_t tests = (*session)->test_names().size();
  const RunExtent extent{model::expected_iterations(options.plan, tests),
                         model::total_duration(options.plan, tests)};
  return follow_run(std::move(*session),
                    {std::move(options.plan), extent, 0, 0, false, std::move(options.sandbox)},
                    std::move(options.outputs));
}

base::Result<worker::Ready> list_tests(const std::string& module_path, const std::string& source) {
  model::Plan plan;
  plan.module_path = module_path;
  plan.module_source = source;
  auto session = WorkerSession::open(plan, {});
  if (!session)
    return session.error();
  return (*session)->ready();
}

} // namespace loads::runner
