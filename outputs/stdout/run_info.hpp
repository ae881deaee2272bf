// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/stdout/text.hpp"

#include <loads/totals.hpp>

#include <cstdint>
#include <string>

namespace loads::outputs {

// What the report says of the run as it was asked for; a safe copy of the host's loads_run.
struct RunInfo {
  RunInfo() = default;
  explicit RunInfo(const Run& run)
      : test(safe_line(view(run.test))), users(safe_line(view(run.users))), hits(safe_line(view(run.hits))),
        duration_ns(run.duration_ns), started_unix_ns(run.started_unix_ns), agents(run.agents) {}

  std::string test;
  std::string users;
  std::string hits; // empty if a duration decides
  std::uint64_t duration_ns = 0;
  std::uint64_t started_unix_ns = 0;
  std::uint32_t agents = 0;
};

} // namespace loads::outputs
