// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/cli/layer.hpp"
#include "core/cli/option.hpp"
#include "core/model/plan.hpp"

#include <string>
#include <vector>

namespace loads::cli {

// The rows of users, hits and duration; and of --warm-up.
std::vector<Option> amount_rows();
Option warm_up_row();
// The rows of the options that say what load a run makes beyond users, hits and duration.
std::vector<Option> load_rows();

// What of them makes no sense together, beside users, hits and duration, or for so many agents (0: on this
// machine alone): a sentence for each.
std::vector<std::string> load_problems(const Values& values, std::uint64_t agents);

// Users, hits and duration.
void fill_amount(const Values& values, model::Plan& plan);
// What the others mean. The plan has its users, hits and duration already.
void fill_load(const Values& values, std::uint64_t agents, model::Plan& plan);

} // namespace loads::cli
