// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/load/curve.hpp"

#include "core/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace loads::load {

// "30s:100": within 30 seconds to 100 users. "30s:1000/s": to 1000 arrivals a second.
struct Stage {
  base::Duration length{0};
  double target = 0;
  bool is_rate = false;

  bool operator==(const Stage&) const = default;
};

inline constexpr double most_users = 1'000'000'000;

// One stage. The error is one line that shows the text with the part that is wrong.
base::Result<Stage> parse_stage(std::string_view option, std::string_view text);
std::string format_stage(const Stage& stage);

} // namespace loads::load
