// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace loads::files {

// Something that a run takes along.
struct IncludedPath {
  std::filesystem::path source;   // where it is
  std::filesystem::path relative; // where it goes, below the folder of the run
  bool is_folder = false;

  bool operator==(const IncludedPath&) const = default;
};

// What the --include-file patterns mean below `root`: files, folders with all that is in them, and globs of
// both
// (* ? [a-z] within a name, ** for any folders; names with a dot in front must be asked for). Sorted, each
// once, a folder before what is in it. A link counts as what it leads to. `except` is left out: the folder of
// the run may be below root. Errors, for the user: what leads out of root, a pattern without a match, what is
// no file nor folder.
base::Result<std::vector<IncludedPath>> find_included(const std::vector<std::string>& patterns,
                                                      const std::filesystem::path& root,
                                                      const std::filesystem::path& except = {});

} // namespace loads::files
