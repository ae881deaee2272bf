// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <sys/types.h>

namespace loads::external {

// Processes that runners left behind outside of their process groups. Since this process asks to inherit
// orphans, they become its children. Children in its own process group are somebody else's and left alone.
class Strays {
public:
  // From now on orphans come here, until the object goes.
  Strays();
  ~Strays();
  Strays(const Strays&) = delete;
  Strays& operator=(const Strays&) = delete;

  // Takes note of those that have ended. `known` are the children that are none.
  static void collect(const std::set<pid_t>& known);
  // Kills them, and those that they leave behind.
  static void end(const std::set<pid_t>& known);
};

} // namespace loads::external
