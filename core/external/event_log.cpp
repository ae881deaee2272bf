// SPDX-License-Identifier: Apache-2.0
#include "core/external/event_log.hpp"

#include <algorithm>
#include <chrono>

namespace loads::external {
namespace {

std::int64_t steady_ns(base::TimePoint at) {
  return at.time_since_epoch().count();
}

std::uint64_t length(base::Duration duration) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
}

} // namespace

EventLog::EventLog(events::Memory* memory, const base::Clock& clock) : clock_(clock) {
  if (memory)
    writer_.emplace(memory->lane(0));
}

void EventLog::begin_step(std::uint32_t cycle, std::uint64_t users_before) {
  cycle_ = cycle;
  users_before_ = users_before;
}

model::Position EventLog::position(const LoadsStatus& status) const {
  // Cycles of hits go side by side with those of users, so one number says both.
  return {status.hits, status.users, status.current_hit, status.current_user, cycle_, cycle_};
}

template <class Details>
void EventLog::write(loads_event_type type, const Place& place, base::TimePoint at, const Details& details,
                     std::array<std::string_view, Details::texts> texts) {
  if (!writer_)
    return;
  const model::Position here = position(place.status);
  writer_->write(type, {here, users_before_ + here.user, place.test, steady_ns(at)}, details, texts);
}

void EventLog::test_started(const Place& place) {
  if (!writer_)
    return;
  const model::Position here = position(place.status);
  writer_->write(LOADS_EVENT_TEST_STARTED,
                 {here, users_before_ + here.user, place.test, steady_ns(clock_.now())});
}

void EventLog::test_ended(const Place& place, loads_outcome outcome, base::Duration elapsed,
                          loads_outcome failed_as, const Failure& failure) {
  write(LOADS_EVENT_TEST_ENDED, place, clock_.now(),
        events::TestDetails{length(elapsed), 0, outcome, failed_as, 0, 0},
        {failure.message, "", failure.exception, failure.trace});
}

void EventLog::failure(const Place& place, loads_outcome outcome, const Failure& failure) {
  write(LOADS_EVENT_FAILURE, place, clock_.now(), events::FailureDetails{outcome, 0, 0, 0},
        {failure.message, "", failure.exception, failure.trace});
}

void EventLog::hit(const Place& place, const model::Hit& hit, std::optional<std::int64_t> started_unix_ns) {
  const base::Duration elapsed = hit.ended - hit.started;
  const base::TimePoint started =
      started_unix_ns ? base::TimePoint(base::Duration(*started_unix_ns - calendar_.unix_minus_steady_ns))
                      : hit.started;
  const events::HitDetails details{steady_ns(started), length(elapsed), 0, 0, 0, {}, hit.status, 0};
  write(LOADS_EVENT_HIT, place, started + elapsed, details, {hit.url, hit.method, hit.label, hit.reason});
}

void EventLog::counter(const Place& place, std::string_view name) {
  write(LOADS_EVENT_COUNTER, place, clock_.now(), events::CounterDetails{1}, {name});
}

void EventLog::socket(const Place& place, loads_event_type type, std::uint64_t bytes) {
  write(type, place, clock_.now(), events::SocketDetails{bytes, 0, 1, 0}, {"", ""});
}

} // namespace loads::external
