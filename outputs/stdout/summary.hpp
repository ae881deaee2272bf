// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/common/run_info.hpp"
#include "outputs/stdout/layout.hpp"

#include <loads/totals.hpp>

#include <string>

namespace loads::outputs {

// What went wrong with the run itself, first of all; empty if nothing did.
std::string trouble_section(const Totals& totals, const Layout& layout);

// The report of Loads 0.3: one `Label: value` a line, with the labels it always had.
std::string summary_section(const RunInfo& run, const Totals& totals, const Layout& layout);

} // namespace loads::outputs
