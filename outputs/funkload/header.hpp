// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/common/run_info.hpp"

#include <string>
#include <string_view>

namespace loads::outputs::funkload {

// The beginning of the file: everything up to the results but duration and server URL, which may change.
std::string header_text(const RunInfo& run, std::string_view node, std::string_view loads_version);

} // namespace loads::outputs::funkload
