// SPDX-License-Identifier: Apache-2.0
#include "core/load/arrivals.hpp"

namespace loads::load {

Arrivals::Arrivals(const Curve& curve, Spacing spacing, Share share, std::uint64_t seed)
    : curve_(curve), spacing_(spacing), share_(share), random_(seed + share.first), index_(share.first) {}

// A Poisson process whose rate changes is one of rate 1, with the area below the curve for its clock (Lewis
// and Shedler 1979, "Simulation of nonhomogeneous Poisson processes by thinning", section 1).
std::optional<base::Duration> Arrivals::next() {
  if (spacing_ == Spacing::random) {
    area_ += random_.exponential(static_cast<double>(share_.stride));
    return curve_.when_area_is(area_);
  }
  const auto due = curve_.when_area_is(static_cast<double>(index_));
  index_ += share_.stride;
  return due;
}

} // namespace loads::load
