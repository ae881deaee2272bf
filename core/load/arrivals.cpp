// SPDX-License-Identifier: Apache-2.0
#include "core/load/arrivals.hpp"

#include <algorithm>
#include <cmath>

namespace loads::load {
namespace {

constexpr double rounding = 1e-6;     // of an area that is meant to be a whole number
constexpr double most_drawn = 10'000; // of arrivals that are only counted

} // namespace

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

std::uint64_t Arrivals::left_before(base::Duration time) const {
  const double area = curve_.area_until(time);
  if (spacing_ == Spacing::random) {
    const double expected = std::max(0.0, area - area_) / static_cast<double>(share_.stride);
    if (expected > most_drawn)
      return static_cast<std::uint64_t>(std::llround(expected));
    std::uint64_t left = 0;
    Arrivals rest = *this;
    for (auto due = rest.next(); due && *due < time; due = rest.next())
      ++left;
    return left;
  }
  const auto due = static_cast<std::uint64_t>(std::ceil(area - rounding)); // the n-th comes when n are due
  return due <= index_ ? 0 : Share{index_, share_.stride}.count_of(due);
}

} // namespace loads::load
