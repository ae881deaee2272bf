// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/stdout/layout.hpp"

#include <loads/totals.hpp>

#include <string>

namespace loads::outputs {

// Whether the figures can be trusted, why not, and what to change: above all figures. Empty if nobody has
// judged.
std::string validity_section(const Totals& totals, const Layout& layout);

} // namespace loads::outputs
