// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/wire/fields.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace loads::broker {

// What the broker knows of a stream beside its batches; stored with each of them, so that it goes on after a
// restart.
struct StreamNote {
  std::vector<std::uint64_t> ledger; // sums of all frames
  std::uint64_t to_ns = 0;           // end of the last frame
  std::uint64_t hits = 0, failed = 0;
  std::string fault; // the first thing that does not add up; empty is good
  bool ended = false, clean = false;
  std::string reason;
  std::int64_t late_ns = 0;
  std::uint64_t clock_error_ns = 0;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("ledger", self.ledger, "");
    visit("to_ns", self.to_ns, "");
    visit("hits", self.hits, "");
    visit("failed", self.failed, "");
    visit("fault", self.fault, "");
    visit("ended", self.ended, "");
    visit("clean", self.clean, "");
    visit("reason", self.reason, "");
    visit("late_ns", self.late_ns, "");
    visit("clock_error_ns", self.clock_error_ns, "");
  }
};

// Adds a batch. A frame whose sums are not those that its worker says is a fault of the stream.
void take_batch(StreamNote& note, std::uint64_t sequence, std::uint16_t kind, std::string_view bytes);

} // namespace loads::broker
