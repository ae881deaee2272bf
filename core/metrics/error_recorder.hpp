// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/slab_layout.hpp"
#include "core/metrics/text_index.hpp"

#include <bitset>
#include <cstdint>
#include <string_view>

namespace loads::metrics {

// Counts requests that failed, by label and by what came of them, and keeps an example of each kind, of what
// failed after the warm-up. Has its part of one slot.
class ErrorRecorder {
public:
  ErrorRecorder(Slot& slot, std::uint64_t warm_up_ns);

  // Label and reason as they fit into their cells.
  void record(const model::Hit& hit, std::string_view label, std::string_view reason, std::uint64_t at_ns);

private:
  // Null: there is no room for one more.
  NamedErrorCells* find(std::uint32_t status, std::string_view label, std::string_view reason);
  void keep_example(std::size_t error, const model::ExampleSource& source, std::uint64_t at_ns);

  Slot& slot_;
  const std::uint64_t warm_up_ns_;
  TextIndex errors_;
  std::bitset<max_errors> has_example_;
};

} // namespace loads::metrics
