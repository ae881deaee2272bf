// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/breadcrumb.hpp"

#include <cstdint>

namespace loads::worker {

// From now on a deadly signal or a call of exit() is noted in the breadcrumb of the thread that caused it,
// for the parent to read; then the process dies as it would have. Once, after the module was loaded.
void install_crash_handler();

// The calling thread runs test code and leaves its traces there; gives it a stack of its own for signals,
// without which a stack overflow could not be noted.
void watch_this_thread(metrics::Breadcrumb& breadcrumb);

// The calling thread belongs to this user alone.
void name_this_thread(std::uint64_t user);

} // namespace loads::worker
