// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/slab_layout.hpp"
#include "core/metrics/slowest.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace loads::metrics {

// Keeps the slowest requests of one slot. Who calls looks at bar() first, so that others cost nothing.
class SlowRecorder {
public:
  explicit SlowRecorder(Slot& slot);

  // A faster request is not one of them.
  std::uint64_t bar_ns() const { return bar_ns_; }
  void take(SlowRequest request);

private:
  void write(std::size_t place, const SlowRequest& request);
  void find_fastest();

  Slot& slot_;
  std::vector<SlowRequest> kept_; // by place
  std::size_t fastest_ = 0;       // its place
  std::uint64_t bar_ns_ = 0;
};

// None: it was being written when its writer died, or whenever one looked.
std::optional<SlowRequest> read_slow_request(const SlowCells& cells);

} // namespace loads::metrics
