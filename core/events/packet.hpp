// SPDX-License-Identifier: Apache-2.0
// Events on their way to another machine: what a BATCH of raw events holds. A head (magic, version, the
// beginning of the run by the clock of the records, what was dropped by type), then for each lane with
// something new its size in 4 bytes and whole records, as they are in the shared memory. Numbers are
// little-endian.
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/events/batch.hpp"
#include "core/events/memory.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace loads::events {

// Cuts what is in the shared memory into packets, while it is written and also after the death of who wrote.
// In place of a Reader. One thread.
class PacketCutter {
public:
  // Borrowed.
  explicit PacketCutter(Memory& memory) : memory_(memory), states_(memory.lanes()) {}

  // Some of what came since the last call, little more than 1 MiB; empty if there is nothing.
  std::string cut(base::TimePoint run_began);
  // True once if a lane holds what no writer wrote; nothing more is read from that one.
  bool take_damage() { return std::exchange(damage_, false); }

private:
  struct LaneState {
    std::uint64_t read = 0;
    Counts dropped{};
    bool damaged = false;
  };

  void cut_lane(Lane& lane, LaneState& state, std::string& packet);

  Memory& memory_;
  std::vector<LaneState> states_;
  std::size_t next_lane_ = 0; // to begin with, so that none has to wait for the others
  bool damage_ = false;
};

struct Unpacked {
  std::shared_ptr<const Batch> batch; // null: the packet only tells of what was dropped
  Counts dropped{};
};

// Reads a packet and trusts nothing that is in it. The names are borrowed, for as long as the batch lives.
// Times become those of the calendar by which the run began at `began_unix_ns`.
base::Result<Unpacked> unpack(std::string_view packet, const TestNames& names, std::uint64_t began_unix_ns);

} // namespace loads::events
