// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/load/curve.hpp"
#include "core/load/random.hpp"

#include <cstdint>
#include <optional>

namespace loads::load {

// Which part of something counted from 0 is one's own: first, first + stride, first + 2·stride … Shares of
// one stride with different firsts meet nowhere and leave nothing out.
struct Share {
  std::uint64_t first = 0, stride = 1;

  // The part of a part: lane `lane` of `lanes` on this agent.
  Share of(std::uint64_t lane, std::uint64_t lanes) const { return {first + stride * lane, stride * lanes}; }
  // How many of the first `count` are in it.
  std::uint64_t count_of(std::uint64_t count) const {
    return count <= first ? 0 : (count - first - 1) / stride + 1;
  }
  bool operator==(const Share&) const = default;
};

enum class Spacing {
  even,   // the n-th comes when n have been due
  random, // a Poisson process: the gaps are exponential, and forget what was before
};

// When the arrivals of one share are due, from the first to the last. Evenly spaced, the shares together give
// exactly the arrivals of the whole curve. Random ones are a Poisson process for each share, whose sum is one
// for the curve. Borrows the curve. One thread.
class Arrivals {
public:
  Arrivals(const Curve& curve, Spacing spacing, Share share, std::uint64_t seed);

  // The next one, since the beginning of the curve; none: that was the last.
  std::optional<base::Duration> next();

private:
  const Curve& curve_;
  Spacing spacing_;
  Share share_;
  Random random_;
  std::uint64_t index_;
  double area_ = 0;
};

} // namespace loads::load
