// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace loads::metrics {

Distribution::Octave& Distribution::make_octave(std::size_t octave) {
  const std::size_t at = rank(octave);
  if (!has(octave)) {
    blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(at), Octave{});
    octaves_ |= std::uint64_t{1} << octave;
  }
  return blocks_[at];
}

void Distribution::record(std::size_t bucket) {
  ++make_octave(bucket >> octave_bits)[bucket & (octave_size - 1)];
  ++count_;
}

void Distribution::add_octave(std::size_t octave, const Octave& counts) {
  const std::uint64_t count = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  if (count == 0) // an octave without counts does not occur
    return;
  Octave& block = make_octave(octave);
  for (std::size_t i = 0; i < octave_size; ++i)
    block[i] += counts[i];
  count_ += count;
}

void Distribution::merge(const Distribution& other) {
  for (std::size_t octave = 0; octave < most_octaves; ++octave)
    if (other.has(octave))
      add_octave(octave, other.octave(octave));
}

void Distribution::subtract(const Distribution& earlier) {
  Distribution left;
  for (std::size_t octave = 0; octave < most_octaves; ++octave) {
    if (!has(octave))
      continue;
    Octave counts = this->octave(octave);
    if (earlier.has(octave)) {
      const Octave& before = earlier.octave(octave);
      for (std::size_t i = 0; i < octave_size; ++i)
        counts[i] -= std::min(counts[i], before[i]);
    }
    left.add_octave(octave, counts);
  }
  *this = std::move(left);
}

std::size_t Distribution::bucket_at(double part) const {
  // 0.99 × 100 must be 99, not a rounding error more.
  const double exact = part * static_cast<double>(count_) * (1 - 1e-15);
  const auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(std::max(exact, 0.0))));
  std::uint64_t seen = 0;
  std::size_t block = 0, bucket = 0;
  for (std::size_t octave = 0; octave < most_octaves; ++octave) {
    if (!has(octave))
      continue;
    const Octave& counts = blocks_[block++];
    for (std::size_t i = 0; i < octave_size; ++i) {
      if (counts[i] == 0)
        continue;
      bucket = octave * octave_size + i;
      seen += counts[i];
      if (seen >= rank)
        return bucket;
    }
  }
  return bucket; // the last one, if `part` is above 1
}

} // namespace loads::metrics
