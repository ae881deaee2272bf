// SPDX-License-Identifier: Apache-2.0
#include "outputs/funkload/cycle_times.hpp"

#include <algorithm>

namespace loads::outputs::funkload {

void CycleTimes::saw(std::size_t cycle, std::uint64_t from_unix_ns, std::uint64_t to_unix_ns) {
  if (cycle >= spans_.size())
    spans_.resize(cycle + 1);
  spans_[cycle].from = std::min(spans_[cycle].from, from_unix_ns);
  spans_[cycle].to = std::max(spans_[cycle].to, to_unix_ns);
}

std::uint64_t CycleTimes::planned_of(std::size_t cycle) const {
  const std::uint64_t left_out_ns = left_out_ns_ - std::min(left_out_ns_, cycle * planned_ns_);
  return planned_ns_ - std::min(left_out_ns, planned_ns_);
}

std::uint64_t CycleTimes::duration_ns(std::size_t cycle) const {
  const std::uint64_t planned = planned_of(cycle);
  if (cycle >= spans_.size() || spans_[cycle].to < spans_[cycle].from)
    return planned;
  const std::uint64_t seen = spans_[cycle].to - spans_[cycle].from;
  return seen >= planned - planned / 100 && planned > 0 ? planned : seen;
}

} // namespace loads::outputs::funkload
