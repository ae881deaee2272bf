// SPDX-License-Identifier: Apache-2.0
#include "core/runner/verdict.hpp"

#include "core/base/duration.hpp"
#include "core/base/text.hpp"
#include "core/threshold/threshold.hpp"

#include <loads/abi/suite.h>

#include <algorithm>

namespace loads::runner {
namespace {

// Whether a threshold that was kept says how many iterations may fail.
bool allows_failures(const std::vector<metrics::ThresholdFigures>& thresholds) {
  return std::any_of(thresholds.begin(), thresholds.end(), [](const metrics::ThresholdFigures& each) {
    const auto threshold = threshold::parse_threshold("threshold", each.threshold);
    return threshold && threshold->figure == threshold::Figure::errors &&
           threshold->of == threshold::Of::run && each.state == LOADS_THRESHOLD_KEPT;
  });
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
  const bool is_empty = ledger.all_ended() == 0 && ledger.hits == 0 && figures.sockets.empty();
  if (judged.warm_up.count() > 0 && is_empty)
    return {ExitCode::failed, "nothing was measured: the run was over before its warm-up of " +
                                  base::format_duration(judged.warm_up) + "; give a shorter --warm-up"};
  const std::uint64_t stopped = ledger.ended[LOADS_STOPPED];
  const bool by_time = duration.count() > 0;
  const bool measured =
      ledger.all_ended() > stopped || (by_time && (ledger.hits > 0 || !figures.sockets.empty()));
  if (stopped == 0 || measured)
    return any_is(LOADS_THRESHOLD_UNKNOWN) ? not_kept : Verdict();
  std::string text = "nothing was measured: ";
  if (by_time)
    return {ExitCode::failed, text + base::counted(stopped, "iteration") +
                                  " began, and none ended or had an answer within " +
                                  base::format_duration(duration) + "; give a longer --duration"};
  return {ExitCode::failed,
          text + base::counted(stopped, "iteration") + " began, and none had ended when the run was stopped"};
}

} // namespace loads::runner
