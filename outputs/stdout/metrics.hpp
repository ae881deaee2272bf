// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/stdout/layout.hpp"

#include <loads/totals.hpp>

#include <string>

namespace loads::outputs {

// The metrics of the tests' own: counters, rates and gauges a line each, then a table of the trends, then
// what had no room. Empty if there are none.
std::string metric_section(const Totals& totals, const Layout& layout);

} // namespace loads::outputs
