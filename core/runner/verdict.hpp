// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/metrics/figures.hpp"

#include <string>

namespace loads::runner {

// How a run went that nothing went wrong with.
struct Verdict {
  bool passed = false;
  std::string sentence; // for the user, if the report does not say why
};

// Failures and errors are not passed. Nor is a run that measured nothing, since it ended before any of its
// iterations did: with a `duration`, hits and web sockets count as measured, too. With `report_shown` the
// user sees what failed. Pure.
Verdict judge(const metrics::Figures& figures, base::Duration duration, bool report_shown);

} // namespace loads::runner
