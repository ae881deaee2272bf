// SPDX-License-Identifier: Apache-2.0
#include "core/model/run_steps.hpp"

namespace loads::model {

namespace {

Step step_of(const Plan& plan, const Selection& tests, std::size_t cycle) {
  return {tests,     plan.users[cycle],    cycle, plan.hits, base::Duration(0), plan.duration,
          plan.load, plan.load.is_shared()};
}

Step step_of(const Scenario& scenario, const Selection& tests, load::Share share) {
  Step step{tests, scenario.users, 0, {}, scenario.start, scenario.duration, scenario.load, true};
  if (scenario.hits > 0)
    step.hits = {scenario.hits};
  step.load.share = share;
  return step;
}

} // namespace

std::vector<Round> run_rounds(const Plan& plan, const std::vector<Selection>& selections) {
  std::vector<Round> rounds;
  if (!plan.scenarios.empty()) {
    Round& all = rounds.emplace_back();
    for (std::size_t i = 0; i < plan.scenarios.size(); ++i)
      all.push_back(step_of(plan.scenarios[i], selections.at(i), plan.load.share));
    return rounds;
  }
  for (const Selection& tests : selections)
    for (std::size_t cycle = 0; cycle < plan.users.size(); ++cycle)
      rounds.push_back({step_of(plan, tests, cycle)});
  return rounds;
}

bool HitSequence::advance() {
  if (hits_->empty()) {
    ++hit_;
    return true;
  }
  if (cycle_ == hits_->size())
    return false;
  if (hit_ < (*hits_)[cycle_]) {
    ++hit_;
    return true;
  }
  if (++cycle_ == hits_->size())
    return false;
  hit_ = 1;
  return true;
}

bool HitSequence::is_over() const {
  return !hits_->empty() &&
         (cycle_ == hits_->size() || (cycle_ + 1 == hits_->size() && hit_ == hits_->back()));
}

std::uint64_t HitSequence::hits() const {
  if (hits_->empty())
    return 0;
  return cycle_ < hits_->size() ? (*hits_)[cycle_] : hits_->back();
}

} // namespace loads::model
