// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/unique_fd.hpp"

#include <string>

namespace loads::app {

// loads-observer without its main(): does the task and says what came of it on `answers`. Returns the exit
// code, which is 0 if that was said.
int run_observer(const std::string& task, base::UniqueFd answers);

} // namespace loads::app
