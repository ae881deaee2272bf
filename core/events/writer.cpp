// SPDX-License-Identifier: Apache-2.0
#include "core/events/writer.hpp"

namespace loads::events {

Writer::Writer(Lane& lane)
    : lane_(lane), written_(lane.written.load(std::memory_order_acquire)),
      read_(lane.read.load(std::memory_order_acquire)) {}

Record Writer::describe(loads_event_type type, const Origin& origin, std::size_t size) {
  const model::Position& at = origin.position;
  return {{static_cast<std::uint32_t>(size), static_cast<std::uint16_t>(type),
           static_cast<std::uint16_t>(origin.test)},
          origin.at_ns,
          origin.user_id,
          at.hits,
          at.users,
          at.hit,
          at.user,
          at.cycle,
          at.hits_cycle};
}

std::byte* Writer::reserve(loads_event_type type, std::size_t size) {
  const std::size_t place = written_ % ring_bytes;
  const std::size_t up_to_end = ring_bytes - place;
  const std::size_t fill = size > up_to_end ? up_to_end : 0;
  if (written_ + fill + size - read_ > ring_bytes) {
    read_ = lane_.read.load(std::memory_order_acquire);
    if (written_ + fill + size - read_ > ring_bytes) {
      auto& dropped = lane_.dropped[place_of(static_cast<std::uint32_t>(type))];
      dropped.store(dropped.load(std::memory_order_relaxed) + 1, std::memory_order_release);
      return nullptr;
    }
  }
  if (fill > 0)
    put(&lane_.ring[place], RecordHead{static_cast<std::uint32_t>(fill), 0, 0});
  written_ += fill + size;
  return &lane_.ring[(written_ - size) % ring_bytes];
}

void Writer::write(loads_event_type type, const Origin& origin) {
  const Guard guard(lock_);
  std::byte* to = reserve(type, sizeof(Record));
  if (!to)
    return;
  put(to, describe(type, origin, sizeof(Record)));
  publish();
}

} // namespace loads::events
