// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace loads::model {

// "10:20:30": one value for each part of a run.
using Cycles = std::vector<std::uint64_t>;

inline constexpr std::uint64_t largest_cycle = 1'000'000'000;
inline constexpr std::size_t most_cycles = 10'000;

// Reads cycles, each from 1 to largest_cycle. `option` ("--users") begins the error text, which shows the
// part that is wrong.
base::Result<Cycles> parse_cycles(std::string_view option, std::string_view text);

std::string format_cycles(const Cycles& cycles);

} // namespace loads::model
