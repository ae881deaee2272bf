// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/events/batch.hpp"
#include "core/events/memory.hpp"
#include "core/events/writer.hpp"
#include "core/external/message.hpp"
#include "core/model/hit.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace loads::external {

// Which test of which user a message is about.
struct Place {
  LoadsStatus status;
  std::uint32_t test = 0; // by its number in the names of tests
  auto operator<=>(const Place&) const = default;
};

// Tells the outputs that want each event what runners say. Does nothing if there are none. One thread.
class EventLog {
public:
  // Both are borrowed; no memory: nobody wants events.
  EventLog(events::Memory* memory, const base::Clock& clock);

  // A step begins; `users_before` took part in the ones before.
  void begin_step(std::uint32_t cycle, std::uint64_t users_before);

  void test_started(const Place& place);
  // `failure`: the first of the iteration, which counted as `failed_as`; LOADS_PASS if there was none.
  void test_ended(const Place& place, loads_outcome outcome, base::Duration elapsed, loads_outcome failed_as,
                  const Failure& failure);
  void failure(const Place& place, loads_outcome outcome, const Failure& failure);
  // `started`: as the runner says, in UTC; without it, reckoned from when the message came.
  void hit(const Place& place, const model::Hit& hit, std::optional<std::int64_t> started_unix_ns);
  void counter(const Place& place, std::string_view name);
  void socket(const Place& place, loads_event_type type, std::uint64_t bytes);

private:
  template <class Details>
  void write(loads_event_type type, const Place& place, base::TimePoint at, const Details& details,
             std::array<std::string_view, Details::texts> texts);
  model::Position position(const LoadsStatus& status) const;

  std::optional<events::Writer> writer_;
  const base::Clock& clock_;
  const events::Calendar calendar_ = events::Calendar::of_process();
  std::uint32_t cycle_ = 0;
  std::uint64_t users_before_ = 0;
};

} // namespace loads::external
