// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace loads::outputs::funkload {

// How long each cycle took: what was planned if it took that long, else from the first thing that was seen of
// it to the last. Runs of the same plan then have the same durations, as FunkLoad wants of files to merge.
class CycleTimes {
public:
  // `planned_ns` of each cycle; 0 if hits decide. `left_out_ns` of the first ones are not seen.
  explicit CycleTimes(std::uint64_t planned_ns = 0, std::uint64_t left_out_ns = 0)
      : planned_ns_(planned_ns), left_out_ns_(left_out_ns) {}

  void saw(std::size_t cycle, std::uint64_t from_unix_ns, std::uint64_t to_unix_ns);
  std::uint64_t duration_ns(std::size_t cycle) const;

private:
  struct Span {
    std::uint64_t from = UINT64_MAX, to = 0;
  };

  std::uint64_t planned_of(std::size_t cycle) const;

  std::uint64_t planned_ns_, left_out_ns_;
  std::vector<Span> spans_;
};

} // namespace loads::outputs::funkload
