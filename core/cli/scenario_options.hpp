// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/cli/layer.hpp"
#include "core/cli/option.hpp"
#include "core/model/plan.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace loads::cli {

Option scenario_row();

// "buyers: --rate 5/s -d 1m --mix Cart.buy --start 10s": what stands behind the name is written as on the
// command line. `agents`: how many will share it; 0: it is for this machine. An error has a line for each
// mistake, with `label`.
base::Result<model::Scenario> parse_scenario(const std::string& label, const std::string& text,
                                             std::uint64_t agents);

// What of the options makes no sense beside scenarios, and their own mistakes: a sentence for each.
std::vector<std::string> scenario_problems(const Values& values, std::uint64_t agents);

// The same, or what of the options makes no sense without scenarios: core/cli/load_options.hpp.
std::vector<std::string> all_load_problems(const Values& values, std::uint64_t agents);

// The plan of a run that has any. They were checked.
void fill_scenarios(const Values& values, std::uint64_t agents, model::Plan& plan);

} // namespace loads::cli
