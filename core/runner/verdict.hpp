// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/metrics/totals_view.hpp"
#include "core/runner/exit_code.hpp"
#include "core/validity/judge.hpp"

#include <string>
#include <vector>

namespace loads::runner {

// How a run went that nothing went wrong with.
struct Verdict {
  ExitCode code = ExitCode::passed;
  std::string sentence; // for the user, if the report does not say why
};

// What else there is to say of a run than what was counted in it.
struct Judged {
  std::vector<metrics::ThresholdFigures> thresholds = {};
  validity::Judgement validity = {};
  bool allows_invalid = false;
  base::Duration warm_up{0};       // which is in none of the figures
  base::Duration graceful_stop{0}; // after the duration
  bool interrupted = false;        // before the run was over
};

// Figures that are invalid, and not allowed to be, come before all that is made of them: failures may be
// timeouts of the generator's own. Then a threshold that was not kept, and after failures one that could not
// be judged. Failures and errors are not passed, unless a threshold says how many there may be at most. Nor
// is a run that measured nothing, since it ended before any of its iterations did, or before its warm-up:
// with a `duration`, hits and web sockets count as measured, too, and where iterations are not told of at
// all. With `report_shown` the user sees what failed. Pure.
Verdict judge(const metrics::Figures& figures, base::Duration duration, bool report_shown,
              const Judged& judged);

// "threshold p95<200ms was not kept: 310.2ms; threshold ... could not be judged: ..."; empty if all were
// kept.
std::string describe_not_kept(const std::vector<metrics::ThresholdFigures>& thresholds);

} // namespace loads::runner
