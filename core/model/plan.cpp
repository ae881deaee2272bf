// SPDX-License-Identifier: Apache-2.0
#include "core/model/plan.hpp"

#include "core/base/duration.hpp"
#include "core/base/text.hpp"

#include <algorithm>

namespace loads::model {
namespace {

std::uint64_t sum_of(const Cycles& cycles) {
  std::uint64_t sum = 0;
  for (const std::uint64_t value : cycles)
    sum += value; // at most most_cycles × largest_cycle
  return sum;
}

std::uint64_t product_of(std::uint64_t one, std::uint64_t other) {
  std::uint64_t product = 0;
  return __builtin_mul_overflow(one, other, &product) ? UINT64_MAX : product;
}

} // namespace

std::uint64_t most_users(const Plan& plan) {
  return *std::max_element(plan.users.begin(), plan.users.end());
}

namespace {

std::string joined(std::string text, const std::string& more) {
  return text.empty() || more.empty() ? text + more : text + ", " + more;
}

std::string mix_text(const load::Mix& mix) {
  return mix.empty() ? "" : "mix " + load::format_mix(mix);
}

// "buyers: 5 users for 1m from 10s, think time 2s"
std::string scenario_text(const Scenario& scenario) {
  std::string text = scenario.name + ": " +
                     (scenario.load.stages.empty() && !scenario.load.open ? "" : "at most ") +
                     base::counted(scenario.users, "user");
  if (scenario.duration.count() > 0)
    text += " for " + base::format_duration(scenario.duration);
  else if (scenario.hits > 0 && scenario.load.iterations == 0)
    text += " x " + base::counted(scenario.hits, "hit");
  if (scenario.start.count() > 0)
    text += " from " + base::format_duration(scenario.start);
  return joined(joined(text, load::describe(scenario.load, scenario.duration.count() > 0)),
                mix_text(scenario.mix));
}

} // namespace

std::string describe_load(const Plan& plan) {
  std::string text =
      joined(load::describe(plan.load, plan.duration.count() > 0, plan.users.size()), mix_text(plan.mix));
  for (const Scenario& scenario : plan.scenarios)
    text += (text.empty() ? "" : "; ") + scenario_text(scenario);
  return text;
}

bool is_shared(const Plan& plan) {
  return plan.load.is_shared() || !plan.scenarios.empty();
}

bool is_scheduled(const Plan& plan) {
  if (plan.scenarios.empty())
    return plan.load.is_scheduled();
  return std::any_of(plan.scenarios.begin(), plan.scenarios.end(),
                     [](const Scenario& each) { return each.load.is_scheduled(); });
}

std::uint64_t expected_iterations(const Plan& plan, std::uint64_t tests) {
  if (plan.duration.count() > 0)
    return 0;
  std::uint64_t all = 0;
  for (const Scenario& each : plan.scenarios)
    if (__builtin_add_overflow(
            all, each.load.iterations > 0 ? each.load.iterations : product_of(each.users, each.hits), &all))
      return UINT64_MAX;
  if (!plan.scenarios.empty())
    return all;
  const std::uint64_t turns = plan.mix.empty() ? tests : 1;
  if (plan.load.iterations > 0)
    return product_of(product_of(plan.load.iterations, plan.users.size()), turns);
  return product_of(product_of(sum_of(plan.users), sum_of(plan.hits)), turns);
}

Limits effective_limits(const Plan& plan) {
  Limits limits = plan.limits;
  if (plan.allow_targets.empty())
    return limits;
  limits.targets.push_back({"the run", plan.allow_targets});
  limits.guards_special = true;
  return limits;
}

base::Duration total_duration(const Plan& plan, std::uint64_t tests) {
  if (plan.duration.count() <= 0)
    return base::Duration::zero();
  const auto each = static_cast<std::uint64_t>(plan.duration.count());
  const bool one_turn = !plan.mix.empty() || !plan.scenarios.empty();
  const std::uint64_t total = product_of(product_of(each, plan.users.size()), one_turn ? 1 : tests);
  return total > INT64_MAX ? base::Duration::max() : base::Duration(static_cast<std::int64_t>(total));
}

base::Duration longest_grace(const Plan& plan) {
  if (plan.scenarios.empty())
    return plan.load.grace();
  base::Duration longest{0};
  for (const Scenario& each : plan.scenarios)
    longest = std::max(longest, each.load.grace());
  return longest;
}

} // namespace loads::model
