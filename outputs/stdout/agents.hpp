// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/stdout/layout.hpp"

#include <loads/totals.hpp>

#include <string>

namespace loads::outputs {

// What each agent of a cluster has done, and how far apart they began; nothing for a run on one machine.
std::string agent_section(const Totals& totals, const Layout& layout);

// The agents that say nothing, "web1 silent, web2 lost", for the line of the progress; empty if all are well.
std::string absent_agents(const Totals& totals);

} // namespace loads::outputs
