// SPDX-License-Identifier: Apache-2.0
// The tables of the report. Each function gives a whole section, or nothing where there is nothing to tell.
#pragma once

#include "outputs/stdout/layout.hpp"

#include <loads/totals.hpp>

#include <string>

namespace loads::outputs {

std::string latency_section(const Totals& totals, const Layout& layout);
std::string label_section(const Totals& totals, const Layout& layout);
std::string status_section(const Totals& totals, const Layout& layout);
std::string phase_section(const Totals& totals, const Layout& layout);
std::string socket_section(const Totals& totals, const Layout& layout);
std::string test_section(const Totals& totals, const Layout& layout); // if there is more than one test
std::string check_section(const Totals& totals, const Layout& layout);

} // namespace loads::outputs
