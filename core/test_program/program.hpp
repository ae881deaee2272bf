// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/test_program/options.hpp"
#include "core/test_program/test_host.hpp"

namespace loads::test_program {

HostOptions host_options(const Options& options);

// The main() of a test program: does what the arguments ask for and returns the exit code.
int run_program(int count, char** arguments, const loads_module& module);

} // namespace loads::test_program
