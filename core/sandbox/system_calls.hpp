// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/sandbox/limits.hpp"

#include <linux/filter.h>
#include <vector>

namespace loads::sandbox {

// The program by which the kernel judges each system call of a test: those that reach into other processes,
// the kernel or the machine are refused with EPERM. Made in the process that it is for, or in its parent if
// that one starts programs.
base::Result<std::vector<sock_filter>> make_filter(const Limits& limits);

} // namespace loads::sandbox
