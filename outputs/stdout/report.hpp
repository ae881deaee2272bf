// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/common/run_info.hpp"
#include "outputs/stdout/layout.hpp"

#include <loads/totals.hpp>

#include <string>

namespace loads::outputs {

// The whole report that goes to stdout. `with_failures`: also the failures in short, for readers who do not
// see the details on stderr beside it.
std::string report(const RunInfo& run, const Totals& totals, const Layout& layout, bool with_failures);

} // namespace loads::outputs
