// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/runner.hpp"

#include <string>
#include <utility>
#include <vector>

namespace loads::test {

// Runs of good.Good (tests/modules/good) that aim at a server of their own: of one test, or of the class
// ("").
struct GoodRuns {
  EchoServer server;

  std::vector<std::string> arguments(const std::string& test, std::vector<std::string> more) const {
    more.insert(more.begin(),
                {test.empty() ? "good.Good" : "good.Good." + test, "--server-url", server.url()});
    return more;
  }
  Finished run(const std::string& test, std::vector<std::string> more) const {
    return run_runner(arguments(test, std::move(more)), good_folder());
  }
};

} // namespace loads::test
