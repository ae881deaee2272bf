// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace loads::runner {

// One line on stderr, "loads-runner: text", from any thread. Control characters are escaped, and a progress
// bar that may stand on the terminal's line is wiped first.
void print_message(std::string_view text);

} // namespace loads::runner
