// SPDX-License-Identifier: Apache-2.0
#include "core/agent/brokers_in_reach.hpp"

#include <sstream>
#include <string_view>
#include <unistd.h>

namespace loads::agent {

std::set<std::string> brokers_in_reach(std::istream& table) {
  constexpr std::string_view name = "/broker.ipc", listening = "00010000";
  std::set<std::string> paths;
  for (std::string line; std::getline(table, line);) {
    // Number: references, protocol, flags, type, state, inode, and perhaps a path.
    std::istringstream fields(line);
    std::string skipped, flags, path;
    fields >> skipped >> skipped >> skipped >> flags >> skipped >> skipped >> skipped >> std::ws;
    std::getline(fields, path);
    if (flags == listening && path.starts_with('/') && path.ends_with(name) &&
        ::access(path.c_str(), W_OK) == 0)
      paths.insert(path);
  }
  return paths;
}

} // namespace loads::agent
