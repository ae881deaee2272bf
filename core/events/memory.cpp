// SPDX-License-Identifier: Apache-2.0
#include "core/events/memory.hpp"

#include <string>

namespace loads::events {
namespace {

base::Error refused(const std::string& why) {
  return base::infrastructure_error("cannot use the shared memory of the events: " + why);
}

} // namespace

base::Result<Memory> Memory::create(std::size_t lanes) {
  if (lanes == 0 || lanes > max_lanes)
    return refused(std::to_string(lanes) + " lanes are not between 1 and " + std::to_string(max_lanes));
  auto memory = base::SharedMemory::create("loads-events", size_of(lanes));
  if (!memory)
    return refused(memory.error().text);
  Memory events(std::move(*memory), lanes);
  events.header() = {memory_magic, memory_version, static_cast<std::uint32_t>(lanes)};
  return events;
}

base::Result<Memory> Memory::map(base::UniqueFd fd) {
  auto memory = base::SharedMemory::map(std::move(fd));
  if (!memory)
    return refused(memory.error().text);
  const std::size_t size = memory->size();
  if (size < size_of(1) || size > size_of(max_lanes) || (size - sizeof(MemoryHeader)) % sizeof(Lane) != 0)
    return refused("its size is wrong, it is from another version");
  Memory events(std::move(*memory), (size - sizeof(MemoryHeader)) / sizeof(Lane));
  const MemoryHeader& header = events.header();
  if (header.magic != memory_magic || header.version != memory_version || header.lanes != events.lanes())
    return refused("its header is from another version");
  return events;
}

} // namespace loads::events
