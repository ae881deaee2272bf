// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/plan.hpp"

#include <cstdint>
#include <string>

namespace loads::model {

// Why a run of that many tests would measure nothing: it is over before its warm-up is. Empty: it is not, or
// that cannot be known.
std::string warm_up_problem(const Plan& plan, std::uint64_t tests);

} // namespace loads::model
