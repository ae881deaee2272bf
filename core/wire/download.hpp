// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/wire/payloads.hpp"

#include <optional>

namespace loads::wire {

// Pulls one file: says what to ask for next, and which chunks are new. Chunks are asked for a few at a time,
// and again when they do not come.
class Download {
public:
  Download(const Digest& digest, std::uint64_t size) : digest_(digest), size_(size) {}

  // What to ask for now, if anything.
  std::optional<Need> next(base::TimePoint now);
  // Whether the chunk is the one that comes next; then the bytes belong at that place of the file.
  bool take(std::uint64_t offset, std::size_t bytes, base::TimePoint now);

  bool complete() const { return offset_ == size_; }
  std::uint64_t size() const { return size_; }
  // When something last came.
  base::TimePoint last_news() const { return last_news_; }
  base::TimePoint next_deadline() const;
  // Asks again at once, perhaps somebody else.
  void ask_again() { asked_through_ = offset_; }

private:
  Digest digest_;
  std::uint64_t size_;
  std::uint64_t offset_ = 0;
  std::uint64_t asked_through_ = 0;
  base::TimePoint asked_ = base::TimePoint::min();
  base::TimePoint last_news_ = base::TimePoint::min();
};

} // namespace loads::wire
