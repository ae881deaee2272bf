// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/stdout/layout.hpp"

#include <loads/totals.hpp>

#include <string>

namespace loads::outputs {

// That a limit held requests back; empty if none did.
std::string limit_section(const Totals& totals, const Layout& layout);

} // namespace loads::outputs
