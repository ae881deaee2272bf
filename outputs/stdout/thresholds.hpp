// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/stdout/layout.hpp"

#include <loads/totals.hpp>

#include <string>

namespace loads::outputs {

// Each threshold with the value that was measured, and whether it was kept. Empty if there are none.
std::string threshold_section(const Totals& totals, const Layout& layout);

} // namespace loads::outputs
