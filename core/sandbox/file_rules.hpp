// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"
#include "core/sandbox/limits.hpp"

namespace loads::sandbox {

// The rules of Landlock for these limits, to be put on a thread: files, and as far as this kernel can, TCP
// ports, abstract sockets and signals.
base::Result<base::UniqueFd> make_file_rules(const Limits& limits);

} // namespace loads::sandbox
