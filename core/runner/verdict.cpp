// SPDX-License-Identifier: Apache-2.0
#include "core/runner/verdict.hpp"

#include "core/base/duration.hpp"
#include "core/base/text.hpp"

#include <loads/abi/suite.h>

namespace loads::runner {

Verdict judge(const metrics::Figures& figures, base::Duration duration, bool report_shown) {
  const metrics::Ledger& ledger = figures.ledger;
  if (const std::uint64_t failed = ledger.ended[LOADS_FAIL] + ledger.ended[LOADS_ERROR]; failed > 0)
    return {false, report_shown
                       ? ""
                       : std::to_string(failed) + " of " +
                             base::counted(ledger.all_ended() - ledger.ended[LOADS_STOPPED], "iteration") +
                             " failed; --output stdout shows why"};
  const std::uint64_t stopped = ledger.ended[LOADS_STOPPED];
  const bool by_time = duration.count() > 0;
  const bool measured =
      ledger.all_ended() > stopped || (by_time && (ledger.hits > 0 || !figures.sockets.empty()));
  if (stopped == 0 || measured)
    return {true, ""};
  std::string text = "nothing was measured: ";
  if (by_time)
    return {false, text + base::counted(stopped, "iteration") +
                       " began, and none ended or had an answer within " + base::format_duration(duration) +
                       "; give a longer --duration"};
  return {false,
          text + base::counted(stopped, "iteration") + " began, and none had ended when the run was stopped"};
}

} // namespace loads::runner
