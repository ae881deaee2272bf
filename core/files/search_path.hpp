// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace loads::files {

// Puts a folder in front of those in a variable like LD_LIBRARY_PATH of this process, for what it starts.
void put_in_front(const char* variable, const std::string& folder);

} // namespace loads::files
