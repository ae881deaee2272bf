// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/slab.hpp"

#include <string>

namespace loads::metrics {
namespace {

constexpr const char* memory_name = "loads-results";

base::Error refused(const std::string& why) {
  return base::infrastructure_error("cannot use the shared memory of the results: " + why);
}

} // namespace

base::Result<Slab> Slab::create(std::size_t slots) {
  if (slots == 0 || slots > max_slots)
    return refused(std::to_string(slots) + " slots are not between 1 and " + std::to_string(max_slots));
  return begin(base::SharedMemory::create(memory_name, size_of(slots)), slots);
}

base::Result<Slab> Slab::create_file(const std::string& path, std::size_t slots) {
  if (slots == 0 || slots > max_slots)
    return refused(std::to_string(slots) + " slots are not between 1 and " + std::to_string(max_slots));
  return begin(base::SharedMemory::create_file(path, size_of(slots)), slots);
}

base::Result<Slab> Slab::copy_file(const std::string& path) {
  return check(base::SharedMemory::copy_file(memory_name, path));
}

base::Result<Slab> Slab::begin(base::Result<base::SharedMemory> memory, std::size_t slots) {
  if (!memory)
    return refused(memory.error().text);
  Slab slab(std::move(*memory), slots);
  SlabHeader& header = slab.header();
  header.magic = slab_magic;
  header.version = slab_version;
  header.slots = static_cast<std::uint32_t>(slots);
  header.slot_size = sizeof(Slot);
  slab.metrics_ = std::make_unique<MetricDirectory>(header);
  return slab;
}

base::Result<Slab> Slab::map(base::UniqueFd fd) {
  return check(base::SharedMemory::map(std::move(fd)));
}

base::Result<Slab> Slab::check(base::Result<base::SharedMemory> memory) {
  if (!memory)
    return refused(memory.error().text);
  const std::size_t size = memory->size();
  if (size < size_of(1) || size > size_of(max_slots) || (size - sizeof(SlabHeader)) % sizeof(Slot) != 0)
    return refused("its size is wrong, it is from another version");
  const std::size_t slots = (size - sizeof(SlabHeader)) / sizeof(Slot);
  Slab slab(std::move(*memory), slots);
  SlabHeader& header = slab.header();
  if (header.magic != slab_magic || header.version != slab_version || header.slots != slots ||
      header.slot_size != sizeof(Slot))
    return refused("its header is from another version");
  slab.metrics_ = std::make_unique<MetricDirectory>(header);
  return slab;
}

void Slab::set_start(base::TimePoint start) {
  header().start_ns.publish(static_cast<std::uint64_t>(start.time_since_epoch().count()));
}

void Slab::set_warm_up(base::Duration warm_up) {
  header().warm_up_ns.publish(static_cast<std::uint64_t>(warm_up.count()));
}

std::uint64_t Slab::warm_up_ns() const {
  return header().warm_up_ns.get_published();
}

base::TimePoint Slab::start() const {
  return base::TimePoint(base::Duration(static_cast<std::int64_t>(header().start_ns.get_published())));
}

} // namespace loads::metrics
