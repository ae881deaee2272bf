// SPDX-License-Identifier: Apache-2.0
#include "core/runner/local_run.hpp"

#include "core/runner/console.hpp"
#include "core/runner/plan_check.hpp"
#include "core/runner/worker_session.hpp"

#include <algorithm>

namespace loads::runner {

bool want_events(const Outputs& outputs) {
  return std::any_of(outputs.begin(), outputs.end(),
                     [](const auto& output) { return output->wants_events(); });
}

namespace {

base::Result<std::unique_ptr<WorkerSession>> open_worker(const LocalRunOptions& options) {
  WorkerSessionOptions session;
  session.in_process = options.in_process;
  if (options.place)
    session.limits = run_limits(options.plan, *options.place);
  session.environment = options.environment;
  session.module = options.module.get();
  return WorkerSession::open(options.plan, std::move(session));
}

// Whether a worker that was made for the one plan can run the other, but for what only its follower looks at.
bool is_same_work(const model::Plan& one, model::Plan other) {
  other.thresholds = one.thresholds;
  return one == other;
}

} // namespace

base::Result<ExitCode> run_locally(LocalRunOptions options) {
  options.plan.events = want_events(options.outputs);
  const bool has_thresholds = !options.plan.thresholds.empty();
  auto session = open_worker(options);
  if (!session)
    return session.error();
  if (options.suite_options) {
    const model::Plan asked = options.plan;
    const auto note = options.suite_options((*session)->ready().tests, options.plan);
    if (!note)
      return note.error();
    if (!note->empty())
      print_message(*note);
    if (!is_same_work(asked, options.plan)) {
      session->reset(); // what the suite declares is known when it is open
      session = open_worker(options);
      if (!session && session.error().kind == base::ErrorKind::usage)
        return base::usage_error(
            session.error().text +
            "\nthe suite declares this load; --no-suite-options leaves out what it declares");
      if (!session)
        return session.error();
    }
  }
  const std::vector<std::string> names = (*session)->test_names();
  const bool by_suite = !has_thresholds && !options.plan.thresholds.empty();
  if (auto status = check_plan(options.plan, names, by_suite); !status)
    return status.error();
  const std::size_t tests = names.size();
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
