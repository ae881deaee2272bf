// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/cli/runner_options.hpp"

#include <optional>
#include <string>

namespace loads::app {

// The module that is asked for, ready to be opened, and the test in it.
struct ChosenTest {
  std::string module_file;
  std::string module_source; // what that was compiled from, or empty
  std::string qualified_name;
  std::string group;
  std::optional<std::string> test;
};

// Finds it, and compiles the module if it is a source file.
base::Result<ChosenTest> choose_test(const cli::RunnerOptions& options);

// The file of a module that can be opened: what is compiled from a source file.
base::Result<std::string> module_file(const std::string& file, bool is_source);

} // namespace loads::app
