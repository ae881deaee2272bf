// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <string>
#include <vector>

namespace loads::module {

// Makes the folder, with a link for each of these shared libraries in it, by the name of its file and by the
// name that it has for the dynamic loader (its SONAME): a module that needs them finds them when the folder
// is in LD_LIBRARY_PATH. Nothing of them is run.
base::Status link_companions(const std::vector<std::string>& libraries, const std::string& folder);

// The SONAME in an ELF file; empty if it has none, or is none.
std::string shared_object_name(const std::string& file);

} // namespace loads::module
