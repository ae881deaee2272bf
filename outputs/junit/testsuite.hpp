// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/common/run_info.hpp"

#include <loads/totals.hpp>

#include <string>
#include <string_view>

namespace loads::outputs {

// The run as a JUnit file, as Ant writes it and Jenkins reads it: a test case for each test, passed if none
// of its iterations failed, and one more that went wrong if the run itself did. Pure.
std::string junit_testsuite(const RunInfo& run, const Totals& totals, std::string_view host_name);

} // namespace loads::outputs
