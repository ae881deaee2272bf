// SPDX-License-Identifier: Apache-2.0
#include "core/wire/download.hpp"

#include <algorithm>

namespace loads::wire {
namespace {

constexpr std::uint32_t chunks_at_a_time = 4;
constexpr base::Duration patience = std::chrono::seconds(2);

} // namespace

std::optional<Need> Download::next(base::TimePoint now) {
  if (last_news_ == base::TimePoint::min())
    last_news_ = now;
  if (complete() || (offset_ < asked_through_ && now < next_deadline()))
    return std::nullopt;
  asked_ = now;
  const std::uint64_t chunks =
      std::min<std::uint64_t>(chunks_at_a_time, (size_ - offset_ + chunk_bytes - 1) / chunk_bytes);
  asked_through_ = std::min(size_, offset_ + chunks * chunk_bytes);
  return Need{digest_, offset_, static_cast<std::uint32_t>(chunks)};
}

bool Download::take(std::uint64_t offset, std::size_t bytes, base::TimePoint now) {
  if (offset != offset_ || bytes == 0 || bytes > size_ - offset_ || bytes > chunk_bytes)
    return false;
  offset_ += bytes;
  asked_ = last_news_ = now;
  return true;
}

base::TimePoint Download::next_deadline() const {
  return asked_ == base::TimePoint::min() ? asked_ : asked_ + patience;
}

} // namespace loads::wire
