// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace loads::module {

// Where an installed or built tree keeps its parts, found from the place of the running program: a tree may
// be moved as a whole.
struct Directories {
  std::string programs; // loads-worker and the others
  std::string plugins;  // lib/loads: holds outputs/, observers/
  std::string include;  // the SDK's headers, to compile a test; empty if there are none
};

const Directories& directories();

// The parts of a search path as in $PATH, without empty ones.
std::vector<std::string> split_search_path(const std::string& text);

} // namespace loads::module
