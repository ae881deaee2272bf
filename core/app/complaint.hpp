// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

namespace loads::app {

// Tells the user on stderr, and returns the exit code for it. Lines after the first are printed as they are.
int complain(const base::Error& error);

// The same for mistakes in options: a line for each; the usage if nothing was asked for.
int complain_of_options(const base::Error& error);

} // namespace loads::app
