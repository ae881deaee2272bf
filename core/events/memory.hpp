// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/shared_memory.hpp"
#include "core/events/layout.hpp"

#include <utility>

namespace loads::events {

// The shared memory in which engine threads tell what happens, one thing after the other. The parent makes it
// only if an output wants events; the worker maps the descriptor it inherits. It outlives the process that
// wrote.
class Memory {
public:
  // A lane for each engine thread. A lane that is used becomes 4 MiB of memory.
  static base::Result<Memory> create(std::size_t lanes);
  // Takes the descriptor. Refuses what was not made by create() of the same version.
  static base::Result<Memory> map(base::UniqueFd fd);

  int fd() const { return memory_.fd(); } // close-on-exec
  std::size_t lanes() const { return lanes_; }
  Lane& lane(std::size_t index) { return lanes_begin()[index]; }

  static std::size_t size_of(std::size_t lanes) { return sizeof(MemoryHeader) + lanes * sizeof(Lane); }

private:
  Memory(base::SharedMemory memory, std::size_t lanes) : memory_(std::move(memory)), lanes_(lanes) {}
  MemoryHeader& header() { return *static_cast<MemoryHeader*>(memory_.data()); }
  Lane* lanes_begin() {
    return reinterpret_cast<Lane*>(static_cast<std::byte*>(memory_.data()) + sizeof(MemoryHeader));
  }

  base::SharedMemory memory_;
  std::size_t lanes_ = 0; // kept here: the header can be overwritten by others
};

} // namespace loads::events
