// SPDX-License-Identifier: Apache-2.0
#include "outputs/funkload/step_numbers.hpp"

namespace loads::outputs::funkload {

std::size_t StepNumbers::number(std::string_view method, std::string_view label) {
  key_ = method;
  (key_ += ' ') += label;
  if (const auto known = numbers_.find(key_); known != numbers_.end())
    return known->second;
  if (numbers_.size() + 1 >= others)
    return others;
  return numbers_.emplace(key_, numbers_.size() + 1).first->second;
}

} // namespace loads::outputs::funkload
