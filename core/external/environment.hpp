// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/external/steps.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace loads::external {

// What one runner is told of the run.
struct RunnerPlace {
  std::string receiver; // endpoint that it pushes its messages to
  std::string agent_id;
  std::string run_id;
  Step step;
  std::uint64_t user = 1; // from 1
};

// `inherited` ("NAME=value") with the variables of the protocol: LOADS_ZMQ_RECEIVER, LOADS_AGENT_ID,
// LOADS_RUN_ID, LOADS_TOTAL_USERS, LOADS_CURRENT_USER, and either LOADS_TOTAL_HITS or LOADS_DURATION
// (seconds). What it inherits under these names is dropped.
std::vector<std::string> runner_environment(const std::vector<std::string>& inherited,
                                            const RunnerPlace& place);

} // namespace loads::external
