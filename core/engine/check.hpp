// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>

namespace loads::engine {

// Ends the process when a rule of this folder is broken. Also in release builds: going on would run code on a
// stack that is gone.
inline void check(bool holds, const char* rule) {
  if (holds) [[likely]]
    return;
  std::fprintf(stderr, "loads: internal error: %s\n", rule);
  std::abort();
}

} // namespace loads::engine
