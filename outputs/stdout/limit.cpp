// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/limit.hpp"

namespace loads::outputs {

std::string limit_section(const Totals& totals, const Layout& layout) {
  if (totals.held_back == 0)
    return {};
  return "\n" +
         layout.style.yellow(
             std::to_string(totals.held_back) + (totals.held_back == 1 ? " request was" : " requests were") +
             " held back by the limit of " + std::to_string(totals.rate_limit) + " requests/s.") +
         "\n";
}

} // namespace loads::outputs
