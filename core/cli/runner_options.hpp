// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/cli/cluster_options.hpp"
#include "core/cli/option_table.hpp"
#include "core/cli/runner_inputs.hpp"
#include "core/model/plan.hpp"
#include "core/module/output_plugin.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace loads::cli {

// What loads-runner is asked for, whoever said it: command line, environment, configuration file.
struct RunnerOptions {
  enum class Action {
    run,
    list,
    list_plugins,
    init,
    show_config,
    help,
    version,
    attach,
    ping_broker,
    list_runs,
    show_run,
    stop_run,
    purge_broker,
    panic,
    health_check
  };
  Action action = Action::run;

  model::Plan plan; // all but the module, which is yet to be found
  std::string qualified_name;
  std::string list_module;
  std::string init_name;
  std::vector<std::string> module_path; // folders, the current one first
  std::vector<std::string> outputs;     // names or files
  std::map<std::string, module::SettingMap> output_settings;
  std::map<std::string, std::string> typed_settings; // an option on the command line, by the output it is for
  ClusterOptions cluster;
  bool in_process = false;
  bool suite_options = true; // those that the suite declares count, too
  bool has_load = false;     // says_load()
  bool sandbox = false;
  std::string project_name, user_id;
  std::string shown_config; // the answer to --show-config

  // External runners, and files that a run takes along.
  std::string test_runner; // empty: a module is run
  std::optional<base::Duration> external_process_timeout;
  std::string zmq_receiver; // empty: a private one
  std::string test_dir;     // empty: the current folder
  std::vector<std::string> include_files, python_dependencies, dependencies;
};

// Reads the inputs. A mistake is a usage error with a line for each thing that is wrong: which option, where
// it was given, and what to write instead. An empty one: nothing was asked for.
base::Result<RunnerOptions> parse_runner_options(const OptionTable& table, const RunnerInputs& inputs);

} // namespace loads::cli
