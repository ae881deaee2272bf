// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/buckets.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

namespace loads::metrics {

// Counts by bucket; holds only the octaves that occur. What a bucket stands for is its owner's affair.
// Merging is associative and exact: the merge of parts equals one distribution with all.
class Distribution {
public:
  using Octave = std::array<std::uint64_t, octave_size>;
  static constexpr std::size_t most_octaves = 64;

  void record(std::size_t bucket);
  void add_octave(std::size_t octave, const Octave& counts);
  void merge(const Distribution& other);
  // Takes out what `earlier`, a former state of this distribution, already held.
  void subtract(const Distribution& earlier);

  std::uint64_t count() const { return count_; }
  // Nearest rank: the bucket of the ceil(part × count)-th smallest. 0 if empty. `part` from 0 to 1.
  std::size_t bucket_at(double part) const;

  std::uint64_t octaves() const { return octaves_; } // bit n: octave n occurs
  bool has(std::size_t octave) const { return octaves_ >> octave & 1; }
  const Octave& octave(std::size_t octave) const { return blocks_[rank(octave)]; }

  bool operator==(const Distribution&) const = default;

private:
  std::size_t rank(std::size_t octave) const {
    return static_cast<std::size_t>(std::popcount(octaves_ & ((std::uint64_t{1} << octave) - 1)));
  }
  Octave& make_octave(std::size_t octave);

  std::uint64_t count_ = 0;
  std::uint64_t octaves_ = 0;
  std::vector<Octave> blocks_; // of the octaves that occur, in order
};

} // namespace loads::metrics
