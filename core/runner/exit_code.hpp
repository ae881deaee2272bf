// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

namespace loads::runner {

// Exit codes of loads-runner.
enum class ExitCode : int {
  passed = 0,
  failed = 1,
  usage = 2,
  infrastructure = 3,
  invalid = 98,
  thresholds = 99
};

inline ExitCode exit_code_of(base::ErrorKind kind) {
  return kind == base::ErrorKind::usage ? ExitCode::usage : ExitCode::infrastructure;
}

} // namespace loads::runner
