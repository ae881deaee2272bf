// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace loads::model {

// Where a user stands in the plan, see loads_position.
struct Position {
  std::uint64_t hits = 0, users = 0, hit = 0, user = 0;
  std::uint32_t cycle = 0, hits_cycle = 0; // from 0: which of Plan::users, which of Plan::hits
};

} // namespace loads::model
