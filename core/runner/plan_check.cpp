// SPDX-License-Identifier: Apache-2.0
#include "core/runner/plan_check.hpp"

#include "core/external/steps.hpp"
#include "core/model/warm_up.hpp"
#include "core/threshold/beforehand.hpp"

#include <algorithm>

namespace loads::runner {
namespace {

base::Status to_status(std::string problem) {
  if (problem.empty())
    return base::Nothing{};
  return base::usage_error(std::move(problem));
}

// Until so many steps, one after the other, are over; 0: that is not known, or never.
base::Duration end_of(base::Duration duration, base::Duration more, std::size_t steps) {
  constexpr base::Duration longest = std::chrono::hours(24 * 365 * 100);
  if (duration <= base::Duration::zero() || duration > longest ||
      more > longest / static_cast<std::int64_t>(std::max<std::size_t>(1, steps)))
    return base::Duration::zero();
  return duration + more * static_cast<std::int64_t>(steps);
}

} // namespace

base::Status check_plan(const model::Plan& plan, const std::vector<std::string>& test_names, bool by_suite) {
  if (std::string why = model::warm_up_problem(plan, test_names.size()); !why.empty())
    return base::usage_error(std::move(why));
  const bool side_by_side = !plan.scenarios.empty();
  const std::size_t turns = plan.mix.empty() ? std::max<std::size_t>(1, test_names.size()) : 1;
  const base::Duration until =
      end_of(model::total_duration(plan, test_names.size()), model::longest_grace(plan),
             side_by_side ? 1 : plan.users.size() * turns);
  std::string problem = threshold::problem_beforehand(plan.thresholds, {plan.warm_up, until, &test_names});
  if (!problem.empty() && by_suite)
    problem += "\nthe suite declares these thresholds; --no-suite-options leaves out what it declares";
  return to_status(std::move(problem));
}

base::Status check_external_plan(const model::Plan& plan, base::Duration timeout) {
  const std::vector<external::Step> steps = external::runner_steps(plan);
  const base::Duration until = end_of(external::total_duration(steps), timeout, steps.size());
  return to_status(threshold::problem_beforehand(plan.thresholds, {base::Duration::zero(), until, nullptr}));
}

} // namespace loads::runner
