// SPDX-License-Identifier: Apache-2.0
// What the programs that run for long have in common.
#pragma once

#include "core/base/result.hpp"

#include <string>

namespace loads::app {

// To be called before there are threads: SIGINT, SIGTERM and SIGHUP are blocked, to be read; what is written
// is for the owner alone.
void prepare_daemon();

// Prints each line of the error behind the program's name; the exit code.
int complain_as(const std::string& program, const base::Error& error);

} // namespace loads::app
