// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/layout.hpp"

#include <cstddef>
#include <memory>
#include <span>

namespace loads::events {

// The whole records at the beginning of some bytes of a lane, as far as their heads tell.
struct RecordScan {
  std::size_t bytes = 0;
  std::size_t records = 0; // without those that only fill the ring
  bool damaged = false;    // what comes next is no record
};
RecordScan scan_records(std::span<const std::byte> bytes);

// Bytes of a lane, and whether its writer is the one that wrote them.
struct LaneBytes {
  std::unique_ptr<std::byte[]> bytes;
  std::size_t size = 0;
  bool damaged = false;
};

// A copy of what is written behind `read`, of 256 KiB at most, which is larger than any record. The lane
// still holds it.
LaneBytes copy_unread(const Lane& lane, std::uint64_t read);

// Of a lane in one copy.
inline constexpr std::size_t most_bytes_at_once = std::size_t{256} << 10;

} // namespace loads::events
