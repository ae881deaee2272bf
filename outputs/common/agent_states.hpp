// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/abi/totals.h>

#include <string_view>

namespace loads::outputs {

inline std::string_view agent_state_name(loads_agent_state state) {
  switch (state) {
  case LOADS_AGENT_RUNNING:
    return "running";
  case LOADS_AGENT_SILENT:
    return "silent";
  case LOADS_AGENT_LOST:
    return "lost";
  default:
    return "ended";
  }
}

} // namespace loads::outputs
