// SPDX-License-Identifier: Apache-2.0
#include "core/module/directories.hpp"

#include <filesystem>

namespace loads::module {
namespace fs = std::filesystem;

namespace {

// The SDK's headers beside an installed tree, or in the source tree that this was built from.
std::string include_directory(const fs::path& root) {
  std::error_code ignored;
  for (const fs::path& place :
       {root / "include", root / ".." / "sdk" / "include", fs::path(LOADS_SOURCE_INCLUDE)})
    if (fs::exists(place / "loads" / "loads.hpp", ignored))
      return fs::weakly_canonical(place, ignored).string();
  return {};
}

Directories find() {
  std::error_code ignored;
  fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  fs::path programs = program.parent_path();
  fs::path root = programs.parent_path();
  return {programs.string(), (root / "lib" / "loads").string(), include_directory(root)};
}

} // namespace

const Directories& directories() {
  static const Directories found = find();
  return found;
}

std::vector<std::string> split_search_path(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  while (start <= text.size()) {
    std::size_t end = std::min(text.find(':', start), text.size());
    if (end > start)
      parts.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

} // namespace loads::module
