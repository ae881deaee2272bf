// SPDX-License-Identifier: Apache-2.0
#include "core/model/run_steps.hpp"

namespace loads::model {

std::vector<Step> run_steps(const Plan& plan, std::uint32_t tests) {
  std::vector<Step> steps;
  steps.reserve(tests * plan.users.size());
  for (std::uint32_t test = 0; test < tests; ++test)
    for (std::size_t cycle = 0; cycle < plan.users.size(); ++cycle)
      steps.push_back({test, plan.users[cycle], cycle});
  return steps;
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

std::uint64_t HitSequence::hits() const {
  if (hits_->empty())
    return 0;
  return cycle_ < hits_->size() ? (*hits_)[cycle_] : hits_->back();
}

} // namespace loads::model
