// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/base/tail.hpp"

#include <functional>
#include <string>
#include <vector>

namespace loads::base {

// Where a program runs that is not trusted.
struct Confined {
  std::vector<std::string> environment; // "NAME=value"
  std::function<bool()> enter;          // in the copy of this process, which may call little but the kernel
};

// Runs a program to its end, in a process group of its own and with no signal blocked, so that all of it can
// be ended: SIGINT, SIGTERM and SIGHUP, which must be blocked here, end it and make an Error. With `output`
// its stdout and stderr go there, otherwise they stay as they are. True if it exited with 0. A program that
// cannot be started is an Error, too: the system's words.
Result<bool> run_child(const std::vector<std::string>& command, Tail* output = nullptr,
                       const Confined* confined = nullptr);

} // namespace loads::base
