// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace loads::files {

// Bytes on the disk of all that is in a folder, a page at least for each name; links are not followed. Stops
// when it has found more than `enough`.
std::uint64_t folder_size(const std::string& folder, std::uint64_t enough);

} // namespace loads::files
