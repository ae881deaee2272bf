// SPDX-License-Identifier: Apache-2.0
#include "core/events/user_events.hpp"

#include "core/base/text.hpp"

#include <algorithm>

namespace loads::events {
namespace {

std::int64_t steady_ns(base::TimePoint at) {
  return at.time_since_epoch().count();
}

std::uint64_t length(base::Duration duration) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
}

} // namespace

UserEvents::~UserEvents() = default;

Origin UserEvents::origin(base::TimePoint at) const {
  return {position_, user_id_, test_, steady_ns(at)};
}

void UserEvents::hit(const model::Hit& hit) {
  const HitDetails details{steady_ns(hit.started),
                           length(hit.ended - hit.started),
                           length(hit.late.value_or(base::Duration(0))),
                           hit.bytes_sent,
                           hit.bytes_received,
                           hit.phase_ns,
                           hit.status,
                           0};
  writer_.write(LOADS_EVENT_HIT, origin(hit.ended), details, {hit.url, hit.method, hit.label, hit.reason});
  figures_.hits.hit(hit);
}

void UserEvents::test_started(base::TimePoint at) {
  first_failure_.reset();
  writer_.write(LOADS_EVENT_TEST_STARTED, origin(at));
}

void UserEvents::test_ended(loads_outcome outcome, base::Duration elapsed, base::TimePoint at,
                            std::optional<base::Duration> late) {
  TestDetails details{length(elapsed), length(late.value_or(base::Duration(0))), outcome, LOADS_PASS, 0, 0};
  if (!first_failure_ || (outcome != LOADS_FAIL && outcome != LOADS_ERROR))
    return writer_.write(LOADS_EVENT_TEST_ENDED, origin(at), details, {});
  const KeptFailure& failure = *first_failure_;
  details.failed_as = failure.outcome;
  details.line = failure.line;
  writer_.write(LOADS_EVENT_TEST_ENDED, origin(at), details,
                {failure.message, failure.file, failure.exception, failure.trace});
}

void UserEvents::failure(const Failure& failure, base::TimePoint at) {
  const FailureDetails details{failure.outcome, failure.soft, failure.line, 0};
  writer_.write(LOADS_EVENT_FAILURE, origin(at), details,
                {failure.message, failure.file, failure.exception, failure.trace});
  if (!failure.soft && !first_failure_)
    first_failure_ = std::make_unique<KeptFailure>(KeptFailure{
        failure.outcome, failure.line, base::shortened(failure.message, longest_text),
        base::shortened(failure.file, longest_text), base::shortened(failure.exception, longest_text),
        base::shortened(failure.trace, longest_text)});
}

void UserEvents::counter(std::string_view name, std::int64_t by) {
  writer_.write(LOADS_EVENT_COUNTER, origin_now(), CounterDetails{by}, {name});
}

void UserEvents::metric(const Measurement& measurement) {
  writer_.write(LOADS_EVENT_METRIC, origin_now(),
                MetricDetails{measurement.value, measurement.kind, measurement.unit},
                {measurement.name, measurement.tags});
}

void UserEvents::check(std::string_view name, bool passed) {
  writer_.write(LOADS_EVENT_CHECK, origin_now(), CheckDetails{passed, 0}, {name});
}

void UserEvents::socket(loads_event_type type, Label label, const SocketDetails& details,
                        std::string_view reason) {
  const auto known = std::find_if(socket_labels_.begin(), socket_labels_.end(),
                                  [&](const auto& entry) { return entry.first == label; });
  const std::string_view text = known == socket_labels_.end() ? std::string_view() : known->second;
  writer_.write(type, origin_now(), details, {text, reason});
}

model::SocketSink::Label UserEvents::socket_label(std::string_view text) {
  const Label label = figures_.sockets.socket_label(text);
  for (const auto& [known, name] : socket_labels_)
    if (known == label && name == text)
      return label;
  std::erase_if(socket_labels_, [&](const auto& entry) { return entry.first == label; });
  socket_labels_.emplace_back(label, base::shortened(text, longest_text));
  return label;
}

void UserEvents::socket_opened(Label label, base::Duration handshake) {
  socket(LOADS_EVENT_SOCKET_OPENED, label, {0, length(handshake), 0, 0});
  figures_.sockets.socket_opened(label, handshake);
}

void UserEvents::socket_sent(Label label, std::size_t size) {
  socket(LOADS_EVENT_SOCKET_MESSAGE, label, {size, 0, 0, 0});
  figures_.sockets.socket_sent(label, size);
}

void UserEvents::socket_received(Label label, std::size_t size, std::optional<base::Duration> round_trip) {
  socket(LOADS_EVENT_SOCKET_MESSAGE, label, {size, length(round_trip.value_or(base::Duration())), 1, 0});
  figures_.sockets.socket_received(label, size, round_trip);
}

void UserEvents::socket_closed(Label label) {
  socket(LOADS_EVENT_SOCKET_CLOSED, label, {});
  figures_.sockets.socket_closed(label);
}

void UserEvents::socket_failed(Label label, std::string_view reason) {
  socket(LOADS_EVENT_SOCKET_FAILED, label, {}, reason);
  figures_.sockets.socket_failed(label, reason);
}

} // namespace loads::events
