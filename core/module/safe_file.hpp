// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"

#include <string>

namespace loads::module {

// Opens a plugin that others cannot have changed: it and each folder above it belong to root, to this user or
// to whoever owns this program, and nobody else can write there (a folder in which everybody may only make
// files of his own, like /tmp, may be above). What is loaded is this very file, by /proc/self/fd.
base::Result<base::UniqueFd> open_safe_file(const std::string& file);

} // namespace loads::module
