// SPDX-License-Identifier: Apache-2.0
// The one layout of all latency histograms: linear below 8 µs, then 128 equal buckets for each doubling. What
// a bucket's middle says is wrong by at most 0.4 %, or by 32 ns where that is more.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace loads::metrics {

inline constexpr unsigned unit_bits = 6; // 64 ns
inline constexpr unsigned octave_bits = 7;
inline constexpr std::size_t octave_size = std::size_t{1} << octave_bits;
inline constexpr std::size_t octave_count = 30;
inline constexpr std::size_t bucket_count = octave_count * octave_size;
inline constexpr std::uint64_t largest_value =
    (std::uint64_t{1} << 42) - 1; // 73 minutes; longer counts as this

constexpr std::size_t bucket_of(std::uint64_t ns) {
  const std::uint64_t units = std::min(ns, largest_value) >> unit_bits;
  if (units < octave_size)
    return static_cast<std::size_t>(units);
  const unsigned shift = static_cast<unsigned>(std::bit_width(units)) - octave_bits - 1;
  return (std::size_t{shift} << octave_bits) + static_cast<std::size_t>(units >> shift);
}

constexpr std::uint64_t bucket_low(std::size_t bucket) {
  if (bucket < 2 * octave_size)
    return std::uint64_t{bucket} << unit_bits;
  const std::size_t shift = (bucket >> octave_bits) - 1;
  return std::uint64_t{octave_size + (bucket & (octave_size - 1))} << (shift + unit_bits);
}

constexpr std::uint64_t bucket_width(std::size_t bucket) {
  const std::size_t octave = bucket >> octave_bits;
  return std::uint64_t{1} << (unit_bits + (octave < 2 ? 0 : octave - 1));
}

constexpr std::uint64_t bucket_middle(std::size_t bucket) {
  return bucket_low(bucket) + bucket_width(bucket) / 2;
}

static_assert(bucket_of(largest_value) == bucket_count - 1);
static_assert(bucket_of(UINT64_MAX) == bucket_count - 1);

} // namespace loads::metrics
