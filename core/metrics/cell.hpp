// SPDX-License-Identifier: Apache-2.0
// The words that the slab is made of. All are valid when zero, which is what a new slab is filled with.
#pragma once

#include "core/metrics/buckets.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace loads::metrics {

// A number with one writer and any readers. Plain moves on common machines.
class Cell {
public:
  std::uint64_t get() const { return value_.load(std::memory_order_relaxed); }
  void set(std::uint64_t value) { value_.store(value, std::memory_order_relaxed); }
  void add(std::uint64_t by) { set(get() + by); }

  // What the writer did before publish() is seen by who sees its value in get_published().
  std::uint64_t get_published() const { return value_.load(std::memory_order_acquire); }
  void publish(std::uint64_t value) { value_.store(value, std::memory_order_release); }

private:
  std::atomic<std::uint64_t> value_;
  static_assert(std::atomic<std::uint64_t>::is_always_lock_free);
};

// The same for a signed or a floating number.
template <class Number>
class CellOf {
public:
  Number get() const { return std::bit_cast<Number>(cell_.get()); }
  void set(Number value) { cell_.set(std::bit_cast<std::uint64_t>(value)); }

private:
  Cell cell_;
};

// Text that is written once, before its entry is published.
template <std::size_t Limit>
class TextCell {
public:
  void set(std::string_view text) { size_.set(text.copy(text_.data(), Limit)); }
  // Of the writer: borrowed.
  std::string_view view() const {
    const std::size_t size = size_.get();
    return {text_.data(), size < Limit ? size : Limit};
  }
  std::string copy() const { return std::string(view()); }

private:
  Cell size_;
  std::array<char, Limit> text_;
};

// Text that is written again and again. Readers may see a mixture; what guards against that is its owner's
// affair.
template <std::size_t Limit>
class ChangingText {
public:
  void set(std::string_view text) {
    const std::size_t size = std::min(text.size(), Limit);
    size_.publish(size);
    for (std::size_t at = 0; at < size; at += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + at, std::min<std::size_t>(8, size - at));
      words_[at / 8].publish(word);
    }
  }
  std::string copy() const {
    std::string text(static_cast<std::size_t>(std::min<std::uint64_t>(size_.get_published(), Limit)), '\0');
    for (std::size_t at = 0; at < text.size(); at += 8) {
      const std::uint64_t word = words_[at / 8].get_published();
      std::memcpy(text.data() + at, &word, std::min<std::size_t>(8, text.size() - at));
    }
    return text;
  }

private:
  static_assert(Limit % 8 == 0);
  Cell size_;
  std::array<Cell, Limit / 8> words_;
};

// Counts a value. `octaves` says where to look, so that readers do not make empty pages real. The bucket
// comes last and published: who sees it sees the rest.
template <std::size_t Size>
void count_in(std::array<Cell, Size>& buckets, Cell& octaves, std::size_t bucket) {
  const std::uint64_t bit = std::uint64_t{1} << (bucket >> octave_bits);
  const std::uint64_t present = octaves.get();
  if (!(present & bit))
    octaves.set(present | bit);
  buckets[bucket].publish(buckets[bucket].get() + 1);
}

// A histogram in the slab.
struct HistogramCells {
  Cell sum;
  Cell inverted_min; // ~min, so that zero means none
  Cell max;
  Cell octaves;
  std::array<Cell, bucket_count> buckets;

  void record(std::uint64_t ns) {
    sum.add(ns);
    if (~ns > inverted_min.get())
      inverted_min.set(~ns);
    if (ns > max.get())
      max.set(ns);
    count_in(buckets, octaves, bucket_of(ns));
  }
};

} // namespace loads::metrics
