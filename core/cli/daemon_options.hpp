// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/log.hpp"
#include "core/base/result.hpp"
#include "core/cli/environment.hpp"
#include "core/cli/layer.hpp"

#include <string>
#include <vector>

namespace loads::cli {

// What all programs that run for long can be told.
struct DaemonOptions {
  base::LogSettings log;
  std::string state; // a folder
  bool insecure = false;
  std::string key; // a file; empty: where such files are
};

enum class DaemonAction { run, help, version };

// Rows for --help and --version.
std::vector<Option> help_rows();
// Rows for them: --state, --insecure, --key, --config, --logfile, --log-format, --debug, --help, --version.
std::vector<Option> daemon_rows();

// --help or --version, if the command line asks for one of them.
base::Result<DaemonAction> daemon_action(const OptionTable& table, const std::vector<std::string>& arguments);

// Command line, environment, and the file that --config names; a mistake is a usage error with a line for
// each.
base::Result<Values> read_daemon_values(const OptionTable& table, const std::vector<std::string>& arguments,
                                        const Environment& environment);

// `program`: "broker", for loads-broker.
base::Result<DaemonOptions> fill_daemon_options(const Values& values, const std::string& program);

} // namespace loads::cli
