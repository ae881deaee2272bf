// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace loads::base {

// Removes a file, or a folder if it is empty; silent if it cannot. The path must be one without links
// (std::filesystem::weakly_canonical): where one has come since, nothing is removed, so that nobody who may
// write to a folder on the way can make us remove something elsewhere.
void remove_without_links(const std::string& path);

} // namespace loads::base
