// SPDX-License-Identifier: Apache-2.0
// What the report says of requests beside the sums. Each function gives a whole section, or nothing where
// there is nothing to tell.
#pragma once

#include "outputs/stdout/layout.hpp"

#include <loads/totals.hpp>

#include <string>

namespace loads::outputs {

std::string class_section(const Totals& totals, const Layout& layout); // if there is more than one class
std::string error_section(const Totals& totals, const Layout& layout);
std::string slow_section(const Totals& totals, const Layout& layout);

} // namespace loads::outputs
