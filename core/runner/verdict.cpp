// SPDX-License-Identifier: Apache-2.0
#include "core/runner/verdict.hpp"

#include "core/base/duration.hpp"
#include "core/base/text.hpp"
#include "core/threshold/threshold.hpp"

#include <loads/abi/suite.h>

#include <algorithm>

namespace loads::runner {
namespace {

// Whether a threshold that was kept says how many iterations may fail: at most, and of the whole run. "At
// least" asks for failures and says nothing of how many are too many.
bool allows_failures(const std::vector<metrics::ThresholdFigures>& thresholds) {
  return std::any_of(thresholds.begin(), thresholds.end(), [](const metrics::ThresholdFigures& each) {
    const auto threshold = threshold::parse_threshold("threshold", each.threshold);
    return threshold && threshold->figure == threshold::Figure::errors &&
           threshold->of == threshold::Of::run && threshold->is_upper_bound() &&
           each.state == LOADS_THRESHOLD_KEPT;
  });
}

bool has_asked(const metrics::Figures& figures) {
  return figures.ledger.hits > 0 || !figures.sockets.empty();
}

// Of programs that do not tell of iterations: what they count themselves will do.
bool has_counted(const metrics::Figures& figures) {
  return has_asked(figures) || !figures.metrics.empty() || !figures.checks.empty();
}

// Why a run that did not fail has not passed either; empty: it has.
std::string nothing_measured(const metrics::Figures& figures, base::Duration duration, const Judged& judged) {
  const metrics::Ledger& ledger = figures.ledger;
  const std::uint64_t stopped = ledger.ended[LOADS_STOPPED];
  const bool by_time = duration.count() > 0;
  if (ledger.all_ended() > stopped || (by_time && has_asked(figures)) ||
      (stopped == 0 && has_counted(figures)))
    return {};
  const std::string began = base::counted(stopped, "iteration") + " began, and none ";
  if (judged.warm_up.count() > 0)
    return "no iteration ended after the --warm-up of " + base::format_duration(judged.warm_up) +
           (judged.interrupted ? "" : "; make it shorter, or the run longer");
  if (stopped == 0)
    return judged.interrupted ? "the run was stopped before any iteration ended" : "no iteration ended";
  if (!by_time || judged.interrupted)
    return began + "had ended when the run was stopped";
  const bool has_grace = judged.graceful_stop.count() > 0;
  return began + "ended or had an answer within " + base::format_duration(duration) +
         (has_grace ? " and the graceful stop of " + base::format_duration(judged.graceful_stop) +
                          " after it; make the run or that longer"
                    : "; give a longer --duration");
}

} // namespace

std::string describe_not_kept(const std::vector<metrics::ThresholdFigures>& thresholds) {
  std::string text;
  for (const metrics::ThresholdFigures& each : thresholds)
    if (each.state != LOADS_THRESHOLD_KEPT)
      text += (text.empty() ? "threshold " : "; threshold ") + each.threshold +
              (each.state == LOADS_THRESHOLD_BROKEN ? " was not kept: " : " could not be judged: ") +
              (each.reason.empty() ? each.value : each.reason);
  return text;
}

Verdict judge(const metrics::Figures& figures, base::Duration duration, bool report_shown,
              const Judged& judged) {
  const std::vector<metrics::ThresholdFigures>& thresholds = judged.thresholds;
  if (judged.validity.validity == LOADS_VALIDITY_INVALID && !judged.allows_invalid)
    return {ExitCode::invalid, report_shown ? "" : validity::describe(judged.validity)};
  const metrics::Ledger& ledger = figures.ledger;
  const auto any_is = [&](loads_threshold_state state) {
    return std::any_of(thresholds.begin(), thresholds.end(),
                       [=](const metrics::ThresholdFigures& each) { return each.state == state; });
  };
  const Verdict not_kept{ExitCode::thresholds, report_shown ? "" : describe_not_kept(thresholds)};
  if (any_is(LOADS_THRESHOLD_BROKEN))
    return not_kept;
  if (const std::uint64_t failed = ledger.ended[LOADS_FAIL] + ledger.ended[LOADS_ERROR];
      failed > 0 && !allows_failures(thresholds))
    return {ExitCode::failed,
            report_shown ? ""
                         : std::to_string(failed) + " of " +
                               base::counted(ledger.all_ended() - ledger.ended[LOADS_STOPPED], "iteration") +
                               " failed; --output stdout shows why"};
  if (std::string why = nothing_measured(figures, duration, judged); !why.empty())
    return {ExitCode::failed, "nothing was measured: " + why};
  return any_is(LOADS_THRESHOLD_UNKNOWN) ? not_kept : Verdict();
}

} // namespace loads::runner
