// SPDX-License-Identifier: Apache-2.0
#include "core/app/runner_app.hpp"

#include "core/app/cluster_commands.hpp"
#include "core/app/complaint.hpp"
#include "core/app/external_command.hpp"
#include "core/app/local_commands.hpp"
#include "core/app/output_setup.hpp"
#include "core/app/plugin_list.hpp"
#include "core/app/plugin_options.hpp"
#include "core/cli/runner_help.hpp"
#include "core/cli/runner_options.hpp"
#include "core/cli/runner_table.hpp"
#include "core/runner/console.hpp"
#include "core/runner/local_run.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace loads::app {
namespace {

using Options = cli::RunnerOptions;

int print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  return 0;
}

bool feeds_outputs(Options::Action action) {
  return action == Options::Action::run || action == Options::Action::attach ||
         action == Options::Action::show_run || action == Options::Action::health_check;
}

int obey(const cli::RunnerInputs& inputs, const FoundOutputs& outputs) {
  const cli::OptionTable table = cli::make_runner_table(outputs.loaded, observer_options(outputs.observers));
  for (const std::string& sentence : cli::unknown_variables(table, inputs.environment))
    runner::print_message(sentence);
  auto options = cli::parse_runner_options(table, inputs);
  int code = 0;
  if (!options || feeds_outputs(options->action))
    for (const base::Error& error : outputs.missing)
      code = complain(error);
  if (!options)
    return complain_of_options(options.error());
  if (code != 0)
    return code;
  switch (options->action) {
  case Options::Action::help:
    return print(cli::runner_help(table, outputs.loaded, observer_options(outputs.observers)));
  case Options::Action::version:
    return print(LOADS_VERSION "\n");
  case Options::Action::show_config:
    return print(options->shown_config);
  case Options::Action::list_plugins:
    return print(describe_plugins(outputs));
  case Options::Action::list:
    return list_tests(*options);
  case Options::Action::attach:
    return attach(*options, outputs.loaded);
  case Options::Action::show_run:
    return show_run(*options, outputs.loaded);
  case Options::Action::health_check:
    return check_health(*options, outputs.loaded);
  case Options::Action::ping_broker:
    return ping_broker(*options);
  case Options::Action::list_runs:
    return list_runs(*options);
  case Options::Action::stop_run:
    return stop_run(*options);
  case Options::Action::purge_broker:
    return purge_broker(*options);
  case Options::Action::panic:
    return panic(*options);
  case Options::Action::run:
    if (options->cluster.agents > 0)
      return run_in_cluster(*options, outputs.loaded);
    return options->test_runner.empty() ? run_module(*options, outputs.loaded)
                                        : run_external(*options, outputs.loaded);
  case Options::Action::init:
    return make_project(options->init_name);
  }
  return static_cast<int>(runner::ExitCode::usage);
}

int run_with_plugins(const cli::RunnerInputs& inputs) {
  const FoundOutputs outputs = load_outputs(cli::plugin_needs(inputs));
  const int code = obey(inputs, outputs);
  for (const module::OutputPlugin& plugin : outputs.loaded)
    if (plugin.stop)
      plugin.stop();
  return code;
}

} // namespace

int run_runner(const std::vector<std::string>& arguments) {
  auto inputs = cli::read_runner_inputs(arguments, cli::process_environment());
  if (!inputs)
    return complain_of_options(inputs.error());
  const int code = run_with_plugins(*inputs);
  const bool failed = std::fflush(stdout) != 0 || std::ferror(stdout); // a long text is written in parts
  if (failed && errno != EPIPE) { // a reader that goes away has all that it wanted
    runner::print_message(std::string("cannot write to stdout: ") + std::strerror(errno));
    return static_cast<int>(runner::ExitCode::infrastructure);
  }
  return code;
}

} // namespace loads::app
