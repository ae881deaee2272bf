// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/report.hpp"

#include "outputs/stdout/agents.hpp"
#include "outputs/stdout/failures.hpp"
#include "outputs/stdout/limit.hpp"
#include "outputs/stdout/metrics.hpp"
#include "outputs/stdout/requests.hpp"
#include "outputs/stdout/statistics.hpp"
#include "outputs/stdout/summary.hpp"
#include "outputs/stdout/thresholds.hpp"
#include "outputs/stdout/validity.hpp"

namespace loads::outputs {

std::string report(const RunInfo& run, const Totals& totals, const Layout& layout, bool with_failures) {
  std::string text = trouble_section(totals, layout);
  text += validity_section(totals, layout);
  text += threshold_section(totals, layout);
  text += summary_section(run, totals, layout);
  text += latency_section(totals, layout);
  text += class_section(totals, layout);
  text += label_section(totals, layout);
  text += status_section(totals, layout);
  text += error_section(totals, layout);
  text += slow_section(totals, layout);
  text += phase_section(totals, layout);
  text += socket_section(totals, layout);
  text += test_section(totals, layout);
  text += check_section(totals, layout);
  text += metric_section(totals, layout);
  if (with_failures)
    text += failure_section(totals, layout);
  text += agent_section(totals, layout);
  text += limit_section(totals, layout);
  return text;
}

} // namespace loads::outputs
