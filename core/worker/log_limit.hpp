// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"

#include <cstdint>

namespace loads::worker {

// Lets so many log lines of tests through each second; thousands of users may all have something to say.
// Pure; one thread at a time.
class LogLimit {
public:
  explicit LogLimit(std::uint64_t lines_per_second) : limit_(lines_per_second) {}

  struct Decision {
    bool admitted = false;
    std::uint64_t dropped_before = 0; // lines of an earlier second that were not admitted, told once
  };
  Decision ask(base::TimePoint now);
  // Those not yet told, at the end.
  std::uint64_t take_dropped();

private:
  std::uint64_t limit_;
  std::uint64_t admitted_ = 0, dropped_ = 0;
  base::TimePoint second_began_{};
  bool began_ = false;
};

} // namespace loads::worker
