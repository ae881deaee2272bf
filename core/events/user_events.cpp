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
                           hit.bytes_sent,
                           hit.bytes_received,
                           hit.phase_ns,
                           hit.status,
                           0};
  writer_.write(LOADS_EVENT_HIT, origin(hit.ended), details, {hit.url, hit.method, hit.label, hit.reason});
  figures_.hit(hit);
}

void UserEvents::test_started(base::TimePoint at) {
  first_failure_.reset();
  writer_.write(LOADS_EVENT_TEST_STARTED, origin(at));
}

void UserEvents::test_ended(loads_outcome outcome, base::Duration elapsed, base::TimePoint at) {
  TestDetails details{length(elapsed), outcome, LOADS_PASS, 0, 0};
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

void UserEvents::counter(std::string_view name, std::int64_t by, base::TimePoint at) {
  writer_.write(LOADS_EVENT_COUNTER, origin(at), CounterDetails{by}, {name});
}

void UserEvents::metric(std::uint32_t kind, std::string_view name, double value, base::TimePoint at) {
  writer_.write(LOADS_EVENT_METRIC, origin(at), MetricDetails{value, kind, 0}, {name});
}

void UserEvents::check(std::string_view name, bool passed, base::TimePoint at) {
  writer_.write(LOADS_EVENT_CHECK, origin(at), CheckDetails{passed, 0}, {name});
}

void UserEvents::socket(loads_event_type type, const SocketNews& news, base::TimePoint at) {
  const SocketDetails details{news.bytes, length(news.elapsed), news.incoming, news.binary, news.code, 0};
  writer_.write(type, origin(at), details, {news.url});
}

} // namespace loads::events
