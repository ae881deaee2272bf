// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/thresholds.hpp"

#include "outputs/common/text.hpp"
#include "outputs/common/units.hpp"

namespace loads::outputs {
namespace {

// "  kept    p95<200ms: 187.1ms"
std::string threshold_line(const loads_threshold_total& threshold, const Style& style) {
  std::string text = safe_line(view(threshold.threshold));
  if (threshold.value.size > 0)
    text += ": " + safe_line(view(threshold.value));
  if (threshold.broken_at_ns > 0)
    text += ", first after " + human_time(threshold.broken_at_ns);
  if (threshold.reason.size > 0)
    text += (threshold.value.size > 0 ? ", " : ": ") + safe_line(view(threshold.reason));
  switch (threshold.state) {
  case LOADS_THRESHOLD_KEPT:
    return "  kept    " + text + "\n";
  case LOADS_THRESHOLD_BROKEN:
    return style.red("  BROKEN  " + text) + "\n";
  default:
    return style.yellow("  unknown " + text) + "\n";
  }
}

} // namespace

std::string threshold_section(const Totals& totals, const Layout& layout) {
  if (thresholds(totals).empty())
    return {};
  std::string section = layout.style.bold("Thresholds:") + "\n";
  for (const loads_threshold_total& threshold : thresholds(totals))
    section += threshold_line(threshold, layout.style);
  return section + "\n";
}

} // namespace loads::outputs
