// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/totals_view.hpp"
#include "core/wire/run_report.hpp"

#include <vector>

namespace loads::runner {

// The agents of a run in the form that outputs get.
std::vector<metrics::AgentFigures> agent_figures(const wire::RunReport& report);

} // namespace loads::runner
