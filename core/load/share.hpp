// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

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

} // namespace loads::load
