// SPDX-License-Identifier: Apache-2.0
#include "core/files/search_path.hpp"

#include <cstdlib>

namespace loads::files {

void put_in_front(const char* variable, const std::string& folder) {
  const char* others = ::secure_getenv(variable);
  ::setenv(variable, (folder + (others && *others ? ":" + std::string(others) : "")).c_str(), 1);
}

} // namespace loads::files
