// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/cli/runner_options.hpp"
#include "tests/support/program.hpp"

#include <string>
#include <vector>

// loads-runner's options with two outputs that are not there: "file" and "my_output".
namespace loads::test {

using Texts = std::vector<std::string>;

const std::vector<module::OutputPlugin>& sample_plugins();
// An observer "bell" with a secret.
cli::ObserverOptions sample_observer();

// What the three sources say together. `config` is the text of a configuration file, unless it is empty.
struct Said {
  Texts arguments = {};
  cli::Environment environment = {};
  std::string config = {};
};

base::Result<cli::RunnerOptions> try_to_parse(const Said& said);
cli::RunnerOptions parse(const Said& said);
// The usage error, a line for each mistake; "FILE" stands for the path of the configuration file.
std::string error_of(const Said& said);
// The answer to --show-config, also with "FILE".
std::string shown_config(Said said);

} // namespace loads::test
