// SPDX-License-Identifier: Apache-2.0
#include "core/app/complaint.hpp"

#include "core/base/text.hpp"
#include "core/cli/runner_help.hpp"
#include "core/runner/console.hpp"
#include "core/runner/local_run.hpp"

#include <cstdio>
#include <sstream>
#include <string>

namespace loads::app {

int complain(const base::Error& error) {
  std::istringstream lines(error.text);
  std::string line;
  std::getline(lines, line);
  runner::print_message(line);
  while (std::getline(lines, line)) // of a compiler, or from another machine
    std::fprintf(stderr, "%s\n", base::printable(line).c_str());
  return static_cast<int>(runner::exit_code_of(error.kind));
}

int complain_of_options(const base::Error& error) {
  if (error.text.empty())
    std::fprintf(stderr, "%s\nTry loads-runner --help.\n", cli::runner_usage().c_str());
  std::istringstream lines(error.text);
  for (std::string line; std::getline(lines, line);)
    runner::print_message(line);
  return static_cast<int>(runner::exit_code_of(error.kind));
}

} // namespace loads::app
