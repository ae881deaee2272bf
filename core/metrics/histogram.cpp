// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/histogram.hpp"

#include <cmath>

namespace loads::metrics {

Histogram::Octave& Histogram::make_octave(std::size_t octave) {
  const std::uint32_t bit = std::uint32_t{1} << octave;
  const std::size_t at = rank(octave);
  if (!(octaves_ & bit)) {
    blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(at), Octave{});
    octaves_ |= bit;
  }
  return blocks_[at];
}

void Histogram::record(std::uint64_t ns) {
  const std::size_t bucket = bucket_of(ns);
  ++make_octave(bucket >> octave_bits)[bucket & (octave_size - 1)];
  ++count_;
  add_summary(ns, ns, ns);
}

void Histogram::add_summary(std::uint64_t sum, std::uint64_t min, std::uint64_t max) {
  sum_ += sum;
  min_ = std::min(min_, min);
  max_ = std::max(max_, max);
}

void Histogram::add_octave(std::size_t octave, const Octave& counts) {
  std::uint64_t count = 0;
  for (const std::uint64_t value : counts)
    count += value;
  if (count == 0) // an octave without counts does not occur
    return;
  Octave& block = make_octave(octave);
  for (std::size_t i = 0; i < octave_size; ++i)
    block[i] += counts[i];
  count_ += count;
}

void Histogram::merge(const Histogram& other) {
  for (std::size_t octave = 0; octave < octave_count; ++octave)
    if (other.octaves_ >> octave & 1)
      add_octave(octave, other.octave(octave));
  add_summary(other.sum_, other.min_, other.max_);
}

void Histogram::subtract(const Histogram& earlier) {
  Histogram left;
  left.add_summary(sum_ - std::min(sum_, earlier.sum_), min_, max_);
  for (std::size_t octave = 0; octave < octave_count; ++octave) {
    if (!(octaves_ >> octave & 1))
      continue;
    Octave counts = this->octave(octave);
    if (earlier.octaves_ >> octave & 1) {
      const Octave& before = earlier.octave(octave);
      for (std::size_t i = 0; i < octave_size; ++i)
        counts[i] -= std::min(counts[i], before[i]);
    }
    left.add_octave(octave, counts);
  }
  *this = std::move(left);
}

std::uint64_t Histogram::quantile(double part) const {
  if (count_ == 0)
    return 0;
  // 0.99 × 100 must be 99, not a rounding error more.
  const double exact = part * static_cast<double>(count_) * (1 - 1e-15);
  const auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(std::max(exact, 0.0))));
  std::uint64_t seen = 0;
  std::size_t block = 0;
  for (std::size_t octave = 0; octave < octave_count; ++octave) {
    if (!(octaves_ >> octave & 1))
      continue;
    const Octave& counts = blocks_[block++];
    for (std::size_t i = 0; i < octave_size; ++i) {
      seen += counts[i];
      if (seen >= rank)
        return std::min(std::max(bucket_middle(octave * octave_size + i), min()), max());
    }
  }
  return max();
}

} // namespace loads::metrics
