// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/base/shared_memory.hpp"
#include "core/metrics/metric_directory.hpp"
#include "core/metrics/slab_layout.hpp"

#include <cstddef>
#include <string>

namespace loads::metrics {

// Shared memory in which engine threads record and from which others read, also after the death of the
// process that wrote. The parent creates it, the worker maps the descriptor it inherits. It is sealed against
// resizing, and readers check all bounds: whatever a worker writes cannot hurt its parent.
class Slab {
public:
  // One slot for each engine thread. Untouched pages cost no memory, so a few too many do not hurt.
  static base::Result<Slab> create(std::size_t slots);
  // The same in a new file, so that it outlives all processes; see base::SharedMemory.
  static base::Result<Slab> create_file(const std::string& path, std::size_t slots);
  // A copy of what such a file holds.
  static base::Result<Slab> copy_file(const std::string& path);
  // Takes the descriptor. Refuses what was not made by create() of the same version.
  static base::Result<Slab> map(base::UniqueFd fd);

  Slab(Slab&&) noexcept = default;
  Slab& operator=(Slab&&) noexcept = default;

  int fd() const { return memory_.fd(); } // close-on-exec
  std::size_t slots() const { return slots_; }
  Slot& slot(std::size_t index) { return slots_begin()[index]; }
  const Slot& slot(std::size_t index) const { return slots_begin()[index]; }
  SlabHeader& header() { return *static_cast<SlabHeader*>(memory_.data()); }
  const SlabHeader& header() const { return *static_cast<const SlabHeader*>(memory_.data()); }

  // The metrics of the tests' own.
  MetricDirectory& metrics() { return *metrics_; }

  // When the run began; set once, before the first recorder is made.
  void set_start(base::TimePoint start);
  base::TimePoint start() const;
  // How long after that what is recorded is of the warm-up; set with the start. 0: not at all.
  void set_warm_up(base::Duration warm_up);
  std::uint64_t warm_up_ns() const;

  static std::size_t size_of(std::size_t slots) { return sizeof(SlabHeader) + slots * sizeof(Slot); }

private:
  static base::Result<Slab> begin(base::Result<base::SharedMemory> memory, std::size_t slots);
  static base::Result<Slab> check(base::Result<base::SharedMemory> memory);
  Slab(base::SharedMemory memory, std::size_t slots) : memory_(std::move(memory)), slots_(slots) {}
  Slot* slots_begin() const {
    return reinterpret_cast<Slot*>(static_cast<std::byte*>(memory_.data()) + sizeof(SlabHeader));
  }

  base::SharedMemory memory_;
  std::unique_ptr<MetricDirectory> metrics_;
  std::size_t slots_ = 0; // kept here: the header can be overwritten by others
};

} // namespace loads::metrics
