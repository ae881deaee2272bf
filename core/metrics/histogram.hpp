// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/distribution.hpp"

#include <algorithm>
#include <cstdint>

namespace loads::metrics {

// Times in nanoseconds, counted in the buckets of buckets.hpp; count, sum, least and most are exact. Merging
// is associative and exact: the merge of parts equals one histogram with all.
class Histogram {
public:
  using Octave = Distribution::Octave;

  void record(std::uint64_t ns) {
    distribution_.record(bucket_of(ns));
    add_summary(ns, ns, ns);
  }
  void merge(const Histogram& other) {
    distribution_.merge(other.distribution_);
    add_summary(other.sum_, other.min_, other.max_);
  }
  // Takes out what `earlier`, a former state of this histogram, already held. Least and most are then those
  // of what is left: exact where they are beyond the earlier ones, otherwise right to what a bucket stands
  // for. So those of all that was taken out and of what is left together are exact.
  void subtract(const Histogram& earlier) {
    distribution_.subtract(earlier.distribution_);
    sum_ -= std::min(sum_, earlier.sum_);
    const bool is_empty = count() == 0;
    if (min_ >= earlier.min_)
      min_ = is_empty ? UINT64_MAX : std::max(min_, bucket_low(distribution_.bucket_at(0)));
    const std::size_t last = distribution_.bucket_at(1);
    if (max_ <= earlier.max_)
      max_ = is_empty ? 0 : std::min(max_, bucket_low(last) + bucket_width(last) - 1);
  }

  std::uint64_t count() const { return distribution_.count(); }
  std::uint64_t sum() const { return sum_; }
  std::uint64_t min() const { return min_ == UINT64_MAX ? 0 : min_; }
  std::uint64_t max() const { return max_; }
  bool empty() const { return count() == 0 && sum_ == 0; }

  // Nearest rank: the middle of the bucket that holds the ceil(part × count)-th smallest time, but not less
  // than min() nor more than max(). 0 if empty. `part` from 0 to 1.
  std::uint64_t quantile(double part) const {
    if (count() == 0)
      return 0;
    return std::min(std::max(bucket_middle(distribution_.bucket_at(part)), min()), max());
  }

  // For readers and decoders: the parts as they are.
  void add_octave(std::size_t octave, const Octave& counts) { distribution_.add_octave(octave, counts); }
  void add_summary(std::uint64_t sum, std::uint64_t min, std::uint64_t max) { // min: UINT64_MAX for none
    sum_ += sum;
    min_ = std::min(min_, min);
    max_ = std::max(max_, max);
  }
  const Distribution& distribution() const { return distribution_; }
  Distribution& distribution() { return distribution_; }
  std::uint64_t raw_min() const { return min_; }

  bool operator==(const Histogram&) const = default;

private:
  Distribution distribution_;
  std::uint64_t sum_ = 0;
  std::uint64_t min_ = UINT64_MAX;
  std::uint64_t max_ = 0;
};

} // namespace loads::metrics
