// SPDX-License-Identifier: Apache-2.0
#include "core/events/records.hpp"

#include <algorithm>
#include <cstring>

namespace loads::events {
namespace {

static_assert(most_bytes_at_once > sizeof(Record) + sizeof(HitDetails) + 4 * (longest_text + 8));

bool is_sound(const RecordHead& head) {
  return head.size >= sizeof head && head.size % 8 == 0 && head.size <= ring_bytes &&
         (head.type == 0 || head.size >= sizeof(Record));
}

} // namespace

RecordScan scan_records(std::span<const std::byte> bytes) {
  RecordScan scan;
  RecordHead head;
  while (bytes.size() - scan.bytes >= sizeof head) {
    std::memcpy(&head, &bytes[scan.bytes], sizeof head);
    scan.damaged = !is_sound(head);
    if (scan.damaged || head.size > bytes.size() - scan.bytes)
      break;
    scan.records += head.type != 0;
    scan.bytes += head.size;
  }
  return scan;
}

LaneBytes copy_unread(const Lane& lane, std::uint64_t read) {
  const std::uint64_t waiting = lane.written.load(std::memory_order_acquire) - read;
  if (waiting == 0)
    return {};
  if (waiting > ring_bytes)
    return {nullptr, 0, true};
  const std::size_t size = std::min<std::uint64_t>(waiting, most_bytes_at_once);
  LaneBytes copy{std::make_unique_for_overwrite<std::byte[]>(size), size, false};
  const std::size_t place = read % ring_bytes, up_to_end = std::min(size, ring_bytes - place);
  std::memcpy(copy.bytes.get(), &lane.ring[place], up_to_end);
  std::memcpy(copy.bytes.get() + up_to_end, lane.ring.data(), size - up_to_end);
  return copy;
}

} // namespace loads::events
