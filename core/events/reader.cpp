// SPDX-License-Identifier: Apache-2.0
#include "core/events/reader.hpp"

#include "core/events/records.hpp"

#include <algorithm>

namespace loads::events {

Reader::Reader(Memory& memory, const TestNames& test_names)
    : memory_(memory), names_(test_names), calendar_(Calendar::of_process()), states_(memory.lanes()) {}

std::shared_ptr<const Batch> Reader::read() {
  BatchBuilder builder(names_, calendar_);
  for (std::size_t i = 0; i < states_.size(); ++i)
    read_lane(memory_.lane(i), states_[i], builder);
  return builder.finish();
}

void Reader::read_lane(Lane& lane, LaneState& state, BatchBuilder& builder) {
  if (state.damaged)
    return;
  LaneBytes unread = copy_unread(lane, state.read);
  BatchBuilder::Taken taken{0, unread.damaged};
  if (unread.size > 0)
    taken = builder.add_lane(std::move(unread.bytes), unread.size);
  state.damaged = taken.damaged || (taken.bytes == 0 && unread.size == most_bytes_at_once);
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
