// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/module/suite.hpp"

#include <loads/abi/suite.h>

#include <string>
#include <vector>

namespace loads::test_program {

// Something that a test recorded, for a person: "website.cpp:12: 404 != 200".
struct Finding {
  loads_outcome outcome = LOADS_FAIL;
  bool soft = false;
  std::string message;
  std::string file;
  std::uint32_t line = 0;

  std::string to_text() const {
    return file.empty() ? message : file + ":" + std::to_string(line) + ": " + message;
  }
};

// How a test went.
struct TestResult {
  module::TestEntry test;
  loads_outcome outcome = LOADS_PASS;
  base::Duration duration{};
  std::vector<Finding> findings;
};

} // namespace loads::test_program
