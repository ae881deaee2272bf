// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/client/run_results.hpp"
#include "core/metrics/totals_view.hpp"
#include "core/wire/run_report.hpp"

#include <vector>

namespace loads::runner {

// The agents of a run in the form that outputs get: without what is of the warm-up.
std::vector<metrics::AgentFigures> agent_figures(const std::vector<wire::StreamReport>& streams,
                                                 const client::WarmUps& warm_ups);

} // namespace loads::runner
