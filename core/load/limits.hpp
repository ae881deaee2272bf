// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/load/load.hpp"

namespace loads::load {

// Of anything that takes time: short enough to be added to any time of the clock.
inline constexpr base::Duration longest_time = std::chrono::hours(24 * 36'500);

// Of all stages together; in seconds, since the sum may be longer than any duration.
double total_seconds(const std::vector<Stage>& stages);

// Whether it can be calculated with: a load may come from elsewhere. False: it is too long or too large.
bool is_possible(const Load& load);

} // namespace loads::load
