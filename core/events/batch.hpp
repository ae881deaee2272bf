// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/layout.hpp"
#include "core/events/test_names.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace loads::events {

// Turns times of the steady clock into those of the calendar. Events keep their distances when somebody
// sets the clock.
struct Calendar {
  std::int64_t unix_minus_steady_ns = 0;

  // Always the same one within a process, so that what was turned one way comes back as it was.
  static Calendar of_process();
  std::uint64_t unix_ns(std::int64_t steady_ns) const {
    return static_cast<std::uint64_t>(steady_ns + unix_minus_steady_ns);
  }
};

// Some events in the form that outputs get, those of one lane in order. Owns all that they point to but the
// names of tests. Never changes once it is made: several threads read it.
class Batch {
public:
  Batch() = default;
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  std::span<const loads_event* const> events() const { return order_; }
  const Counts& counts() const { return counts_; }
  std::size_t memory() const; // in bytes, about

  // A single event of the run as a whole.
  static std::shared_ptr<const Batch> of_run(loads_event_type type, std::uint64_t at_ns);

private:
  friend class BatchBuilder;

  struct Decoded {
    loads_event event;
    loads_event_failure failure; // of the event, or of the end of its test
    union {
      loads_event_test test;
      loads_event_hit hit;
      loads_event_counter counter;
      loads_event_metric metric;
      loads_event_check check;
      loads_event_socket socket;
    };
  };

  std::vector<std::unique_ptr<std::byte[]>> bytes_; // of lanes
  std::vector<std::unique_ptr<Decoded[]>> decoded_; // likewise
  std::vector<const loads_event*> order_;
  Counts counts_{};
  std::size_t byte_count_ = 0;
};

// Makes a batch of bytes from lanes. Trusts nothing that is in them.
class BatchBuilder {
public:
  // The names are borrowed, for as long as the batch lives.
  BatchBuilder(const TestNames& test_names, Calendar calendar)
      : names_(test_names), calendar_(calendar), batch_(std::make_shared<Batch>()) {}

  struct Taken {
    std::size_t bytes = 0; // of whole records
    bool damaged = false;  // what comes next is no record
  };
  // Takes the whole records at the beginning of the bytes of a lane, whose writer wrote them.
  Taken add_lane(std::unique_ptr<std::byte[]> bytes, std::size_t size);
  // The batch, with the events of all lanes by time; null if there are none.
  std::shared_ptr<const Batch> finish();

private:
  bool decode(const std::byte* record, std::size_t size, Batch::Decoded& to) const;

  const TestNames& names_;
  Calendar calendar_;
  std::shared_ptr<Batch> batch_;
  std::vector<std::span<Batch::Decoded>> lanes_;
};

} // namespace loads::events
