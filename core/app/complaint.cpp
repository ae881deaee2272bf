// SPDX-License-Identifier: Apache-2.0
#include "core/app/complaint.hpp"

#include "core/cli/runner_options.hpp"
#include "core/runner/console.hpp"
#include "core/runner/local_run.hpp"

#include <algorithm>
#include <cstdio>
#include <sstream>
#include <string>

namespace loads::app {

int complain(const base::Error& error) {
  const std::size_t end = std::min(error.text.find('\n'), error.text.size());
  runner::print_message(error.text.substr(0, end));
  if (end < error.text.size())
    std::fprintf(stderr, "%s\n", error.text.c_str() + end + 1);
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
