// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/slab_layout.hpp"
#include "core/metrics/text_index.hpp"

#include <cstdint>
#include <string_view>

namespace loads::metrics {

// Counts requests that failed, by label and by what came of them, and keeps an example of each kind. Has its
// part of one slot.
class ErrorRecorder {
public:
  explicit ErrorRecorder(Slot& slot);

  // Label and reason as they fit into their cells.
  void record(const model::Hit& hit, std::string_view label, std::string_view reason, std::uint64_t at_ns);

private:
  std::uint32_t find(std::uint32_t status, std::string_view label, std::string_view reason) const;
  void keep_example(std::uint32_t error, const model::ExampleSource& source, std::uint64_t at_ns);

  Slot& slot_;
  TextIndex errors_;
};

} // namespace loads::metrics
