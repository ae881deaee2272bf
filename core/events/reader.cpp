// SPDX-License-Identifier: Apache-2.0
#include "core/events/reader.hpp"

#include <algorithm>
#include <cstring>

namespace loads::events {
namespace {

// Of a lane in one batch; larger than any record.
constexpr std::size_t batch_bytes = std::size_t{256} << 10;
static_assert(batch_bytes > sizeof(Record) + sizeof(HitDetails) + 4 * (longest_text + 8));

} // namespace

Reader::Reader(Memory& memory, const TestNames& test_names)
    : memory_(memory), names_(test_names), calendar_(Calendar::now()), states_(memory.lanes()) {}

std::shared_ptr<const Batch> Reader::read() {
  BatchBuilder builder(names_, calendar_);
  for (std::size_t i = 0; i < states_.size(); ++i)
    read_lane(memory_.lane(i), states_[i], builder);
  return builder.finish();
}

void Reader::read_lane(Lane& lane, LaneState& state, BatchBuilder& builder) {
  const std::uint64_t waiting = lane.written.load(std::memory_order_acquire) - state.read;
  if (waiting == 0 || state.damaged)
    return;
  const std::size_t size = std::min<std::uint64_t>(waiting, batch_bytes);
  BatchBuilder::Taken taken{0, true};
  if (waiting <= ring_bytes) {
    auto bytes = std::make_unique_for_overwrite<std::byte[]>(size);
    const std::size_t place = state.read % ring_bytes, up_to_end = std::min(size, ring_bytes - place);
    std::memcpy(bytes.get(), &lane.ring[place], up_to_end);
    std::memcpy(bytes.get() + up_to_end, lane.ring.data(), size - up_to_end);
    taken = builder.add_lane(std::move(bytes), size);
  }
  state.damaged = taken.damaged || (taken.bytes == 0 && size == batch_bytes);
  damage_ = damage_ || state.damaged;
  state.read += taken.bytes;
  lane.read.store(state.read, std::memory_order_release);
}

Counts Reader::take_dropped() {
  Counts fresh{};
  for (std::size_t i = 0; i < states_.size(); ++i)
    for (std::size_t type = 0; type < type_count; ++type) {
      const std::uint64_t now = memory_.lane(i).dropped[type].load(std::memory_order_acquire);
      fresh[type] += now - std::min(now, states_[i].dropped[type]);
      states_[i].dropped[type] = now;
    }
  return fresh;
}

bool Reader::take_damage() {
  return std::exchange(damage_, false);
}

} // namespace loads::events
