// SPDX-License-Identifier: Apache-2.0
#include "core/threshold/beforehand.hpp"

#include "core/base/duration.hpp"
#include "core/base/text.hpp"
#include "core/threshold/threshold.hpp"

#include <algorithm>

namespace loads::threshold {
namespace {

// The run's last figures are cut when it is over, which is a little later than its time is.
constexpr base::Duration tolerance = std::chrono::milliseconds(100);

std::string window_problem(const Threshold& threshold, const RunAhead& run) {
  const base::Duration from = std::max(run.from, threshold.after);
  if (threshold.window <= base::Duration::zero() || run.until <= base::Duration::zero() ||
      run.until - from + tolerance >= threshold.window)
    return {};
  std::string why = "there is no window of " + base::format_duration(threshold.window);
  if (from > base::Duration::zero())
    why += " after " + base::format_duration(from);
  return why + " in a run of " + base::format_duration(run.until) +
         "; make the run longer, or the times of the threshold shorter";
}

std::string test_problem(const Threshold& threshold, const RunAhead& run) {
  if (threshold.of != Of::test || !run.tests || run.tests->empty() ||
      std::find(run.tests->begin(), run.tests->end(), threshold.name) != run.tests->end())
    return {};
  const std::string nearest(base::find_nearest(threshold.name, *run.tests));
  return "no such test is run; " + (nearest.empty() ? "write a name like test(" + run.tests->front() + ")"
                                                    : "did you mean test(" + nearest + ")?");
}

} // namespace

std::string problem_beforehand(const std::vector<std::string>& thresholds, const RunAhead& run) {
  std::string problems;
  for (const std::string& text : thresholds) {
    const auto threshold = parse_threshold("", text);
    if (!threshold) // told by whoever reads it
      continue;
    for (const std::string& why : {window_problem(*threshold, run), test_problem(*threshold, run)})
      if (!why.empty())
        problems += (problems.empty() ? "" : "\n") + ("threshold '" + base::printable(text)) +
                    "': " + base::printable(why);
  }
  return problems;
}

} // namespace loads::threshold
