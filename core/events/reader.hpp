// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/batch.hpp"
#include "core/events/memory.hpp"

#include <memory>
#include <vector>

namespace loads::events {

// Takes events out of the shared memory, while they are written and also after the death of the process that
// wrote. Whatever that wrote cannot hurt this one. One thread.
class Reader {
public:
  // Both are borrowed; the names for as long as there are batches.
  Reader(Memory& memory, const TestNames& test_names);

  // Some of what came since the last call; null if there is nothing.
  std::shared_ptr<const Batch> read();
  // Events that found no room in the memory since the last call.
  Counts take_dropped();
  // True once if a lane holds what no writer wrote; nothing more is read from that one.
  bool take_damage();

private:
  struct LaneState {
    std::uint64_t read = 0;
    Counts dropped{};
    bool damaged = false;
  };

  void read_lane(Lane& lane, LaneState& state, BatchBuilder& builder);

  Memory& memory_;
  const TestNames& names_;
  const Calendar calendar_;
  std::vector<LaneState> states_;
  bool damage_ = false;
};

} // namespace loads::events
