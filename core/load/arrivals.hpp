// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/load/curve.hpp"
#include "core/load/load.hpp"
#include "core/load/random.hpp"

#include <cstdint>
#include <optional>

namespace loads::load {

// When the arrivals of one share are due, from the first to the last. Evenly spaced, the shares together give
// exactly the arrivals of the whole curve. Random ones are a Poisson process for each share, whose sum is one
// for the curve. Borrows the curve. One thread.
class Arrivals {
public:
  Arrivals(const Curve& curve, Spacing spacing, Share share, std::uint64_t seed);

  // The next one, since the beginning of the curve; none: that was the last.
  std::optional<base::Duration> next();

  // How many of those that next() has not given yet are due before that time. Of random ones, if they are
  // more than some thousands, the expected number.
  std::uint64_t left_before(base::Duration time) const;

private:
  const Curve& curve_;
  Spacing spacing_;
  Share share_;
  Random random_;
  std::uint64_t index_;
  double area_ = 0;
};

} // namespace loads::load
