// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"

#include <string>
#include <vector>

namespace loads::test_program {

// The command line of a test program.
struct Options {
  enum class Action { run, list, help };
  Action action = Action::run;
  std::vector<std::string> patterns; // of names of tests; none: all
  std::string junit_file;            // empty: none
  std::string server_url;
  base::Duration timeout = std::chrono::seconds(60);
  bool insecure = false;
};

// Reads the arguments (without the program's name); LOADS_SERVER_URL stands in for --server-url.
base::Result<Options> parse_options(const std::vector<std::string>& arguments);

std::string help_text(const std::string& program);

// Whether "TestShop.test_pages" is meant by "TestShop", "TestShop.test_pages" or a pattern with * in it.
// Pure.
bool is_meant(const std::string& pattern, const std::string& name);

} // namespace loads::test_program
