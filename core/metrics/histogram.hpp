// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/buckets.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace loads::metrics {

// Times in nanoseconds, counted in the buckets of buckets.hpp; count, sum, least and most are exact. Holds
// only the octaves that occur. Merging is associative and exact: the merge of parts equals one histogram with
// all.
class Histogram {
public:
  using Octave = std::array<std::uint64_t, octave_size>;

  void record(std::uint64_t ns);
  void merge(const Histogram& other);

  // Takes out what `earlier`, a former state of this histogram, already held. Least and most stay.
  void subtract(const Histogram& earlier);

  std::uint64_t count() const { return count_; }
  std::uint64_t sum() const { return sum_; }
  std::uint64_t min() const { return min_ == UINT64_MAX ? 0 : min_; }
  std::uint64_t max() const { return max_; }
  bool empty() const { return count_ == 0 && sum_ == 0; }

  // Nearest rank: the middle of the bucket that holds the ceil(part × count)-th smallest time, but not less
  // than min() nor more than max(). 0 if empty. `part` from 0 to 1.
  std::uint64_t quantile(double part) const;

  // For readers and decoders: the parts as they are.
  void add_octave(std::size_t octave, const Octave& counts);
  void add_summary(std::uint64_t sum, std::uint64_t min, std::uint64_t max); // min: UINT64_MAX for none
  std::uint32_t octaves() const { return octaves_; }                         // bit n: octave n occurs
  const Octave& octave(std::size_t octave) const { return blocks_[rank(octave)]; }
  std::uint64_t raw_min() const { return min_; }

  bool operator==(const Histogram&) const = default;

private:
  std::size_t rank(std::size_t octave) const {
    return static_cast<std::size_t>(std::popcount(octaves_ & ((std::uint32_t{1} << octave) - 1)));
  }
  Octave& make_octave(std::size_t octave);

  std::uint64_t count_ = 0;
  std::uint64_t sum_ = 0;
  std::uint64_t min_ = UINT64_MAX;
  std::uint64_t max_ = 0;
  std::uint32_t octaves_ = 0;
  std::vector<Octave> blocks_; // of the octaves that occur, in order
};

} // namespace loads::metrics
