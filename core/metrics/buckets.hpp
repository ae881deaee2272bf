// SPDX-License-Identifier: Apache-2.0
// The layouts of all histograms. Buckets come in octaves of 128.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace loads::metrics {

inline constexpr unsigned octave_bits = 7;
inline constexpr std::size_t octave_size = std::size_t{1} << octave_bits;

// Times: linear below 8 µs, then 128 equal buckets for each doubling. What a bucket's middle says is wrong by
// at most 0.4 %, or by 32 ns where that is more.
inline constexpr unsigned unit_bits = 6; // 64 ns
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

// Values of trends, whatever their unit: 128 equal buckets for each doubling from 2^-16 to 2^48. Smaller ones
// (0 is common, and less than that) are in the first, larger ones in the last.
inline constexpr std::size_t trend_octave_count = 64;
inline constexpr std::size_t trend_bucket_count = trend_octave_count * octave_size;
inline constexpr double smallest_trend_value = 0x1p-16;
inline constexpr double largest_trend_value = 0x1p48;
inline constexpr unsigned trend_shift = 52 - octave_bits; // from the bits of a double to a bucket
inline constexpr std::size_t first_trend_bits =
    std::bit_cast<std::uint64_t>(smallest_trend_value) >> trend_shift;

constexpr std::size_t trend_bucket_of(double value) {
  if (!(value >= smallest_trend_value))
    return 0;
  if (value >= largest_trend_value)
    return trend_bucket_count - 1;
  return (std::bit_cast<std::uint64_t>(value) >> trend_shift) - first_trend_bits;
}

// No value of the bucket is less; all values of the bucket before are.
constexpr double trend_low(std::size_t bucket) {
  if (bucket == 0)
    return -std::numeric_limits<double>::infinity();
  if (bucket >= trend_bucket_count)
    return std::numeric_limits<double>::infinity();
  return std::bit_cast<double>(std::uint64_t{bucket + first_trend_bits} << trend_shift);
}

// What stands for the values of a bucket: the whole number in it if there is just one, or else its middle.
constexpr double trend_value_of(std::size_t bucket) {
  if (bucket == 0)
    return 0;
  const double low = trend_low(bucket);
  if (low < 2 * static_cast<double>(octave_size) && low == static_cast<double>(static_cast<unsigned>(low)))
    return low;
  const auto high = std::bit_cast<double>(std::uint64_t{bucket + 1 + first_trend_bits} << trend_shift);
  return (low + high) / 2;
}

static_assert(trend_bucket_of(largest_trend_value * 0.999) == trend_bucket_count - 1);

} // namespace loads::metrics
