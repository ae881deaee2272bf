// SPDX-License-Identifier: Apache-2.0
#include "core/app/external_command.hpp"

#include "core/app/complaint.hpp"
#include "core/app/local_commands.hpp"
#include "core/app/output_setup.hpp"
#include "core/app/run_files.hpp"
#include "core/app/run_sandbox.hpp"
#include "core/external/command.hpp"
#include "core/runner/external_run.hpp"

namespace loads::app {
namespace {

// Of runners with hits nobody knows how long they need: only silence shows that they hang.
constexpr base::Duration longest_overtime = std::chrono::seconds(2),
                         longest_silence = std::chrono::minutes(1);

external::SessionOptions session_options(const cli::RunnerOptions& options, const model::Plan& plan,
                                         std::vector<std::string> command, const RunFiles& files) {
  external::SessionOptions session;
  session.run_id = plan.run_id;
  session.command = std::move(command);
  session.environment = own_environment();
  session.folder = files.folder();
  session.receiver = options.zmq_receiver.empty() ? "ipc://" + (files.own->path() / "results").string()
                                                  : options.zmq_receiver;
  session.steps = external::runner_steps(plan);
  session.limits.duration = session.steps[0].duration;
  session.limits.timeout = external_timeout(options);
  return session;
}

} // namespace

base::Duration external_timeout(const cli::RunnerOptions& options) {
  if (options.external_process_timeout)
    return *options.external_process_timeout;
  return options.plan.hits.empty() ? longest_overtime : longest_silence;
}

int run_external(const cli::RunnerOptions& options, const std::vector<module::OutputPlugin>& plugins) {
  auto command = external::runner_command(options.test_runner, options.qualified_name);
  if (!command)
    return complain(command.error());
  if (options.in_process)
    return complain(
        base::usage_error("--in-process and --test-runner exclude each other: a runner is a process"));
  auto files = prepare_run_files(options);
  if (!files)
    return complain(files.error());
  model::Plan plan = options.plan;
  plan.run_id = new_run_id();
  plan.fqn = options.qualified_name;
  auto outputs = create_outputs(options, plugins);
  if (!outputs)
    return complain(outputs.error());
  external::SessionOptions session = session_options(options, plan, std::move(*command), **files);
  std::string layers;
  if (options.sandbox) {
    auto made = make_local_sandbox(plan, **files, true);
    if (!made)
      return complain(made.error());
    session.sandbox = made->entered;
    session.environment = made->environment;
    layers = made->layers;
  }
  auto code = runner::run_externally(
      {std::move(plan), std::move(session), std::move(*outputs), std::move(layers)}, (*files)->will);
  return code ? static_cast<int>(*code) : complain(code.error());
}

} // namespace loads::app
