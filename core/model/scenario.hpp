// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/load/load.hpp"
#include "core/load/mix.hpp"

#include <cstdint>
#include <string>

namespace loads::model {

inline constexpr std::size_t most_scenarios = 100;

// A load of its own beside others in the same run: other users, who do other things, at another time.
struct Scenario {
  std::string name;        // "buyers": before the names of its tests in all figures
  base::Duration start{0}; // since the run began
  std::uint64_t users = 1;
  std::uint64_t hits = 1;     // of each user; 0: without end
  base::Duration duration{0}; // from its start; 0: hits or load.iterations decide
  load::Load load;
  load::Mix mix; // empty: the tests of the run, equally often

  bool operator==(const Scenario&) const = default;
};

} // namespace loads::model
