// SPDX-License-Identifier: Apache-2.0
// Names of files that another machine has chosen.
#pragma once

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace loads::base {

// The one place that decides whether such a name may become a file below a folder of ours: parts with a slash
// between them, at most 16 of 255 bytes each and 1024 together, visible UTF-8, no part that begins with a dot
// (so neither . nor .. nor what hides itself), no backslash. Empty if it may; else what is wrong, to be read
// behind the name.
std::string find_path_fault(std::string_view name);

// Opens such a file below `folder`, or makes it. Whatever the name is and whatever links somebody has put
// there, what is opened lies below the folder (openat2; where the kernel lacks it, part by part). The file is
// close-on-exec.
Result<UniqueFd> open_beneath(const std::string& folder, const std::string& name, int flags,
                              std::uint32_t mode = 0);

} // namespace loads::base
