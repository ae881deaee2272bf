// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/common/run_info.hpp"

#include <loads/totals.hpp>

#include <string>
#include <string_view>

namespace loads::outputs {

// The keys of the document and their meaning; docs/outputs.md lists them. A key that is there stays.
inline constexpr int summary_schema_version = 1;

// The whole run as one JSON document. All times are seconds, exact to the nanosecond.
std::string json_summary(const RunInfo& run, const Totals& totals, std::string_view loads_version);

} // namespace loads::outputs
