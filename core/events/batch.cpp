// SPDX-License-Identifier: Apache-2.0
#include "core/events/batch.hpp"

#include "core/base/clock.hpp"
#include "core/events/records.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace loads::events {
namespace {

// Reads a record piece by piece and never behind its end.
class Cursor {
public:
  Cursor(const std::byte* at, std::size_t size) : at_(at), left_(size) {}

  template <class Part>
  bool take(Part& part) {
    if (left_ < sizeof part)
      return false;
    std::memcpy(&part, at_, sizeof part);
    skip(sizeof part);
    return true;
  }

  // Details and the texts behind them, which stay where they are.
  template <class Details>
  bool take(Details& details, std::array<loads_str, Details::texts>& texts) {
    std::array<std::uint32_t, Details::texts> sizes;
    if (!take(details) || !take(sizes))
      return false;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (left_ < sizes[i])
        return false;
      texts[i] = {reinterpret_cast<const char*>(at_), sizes[i]};
      skip(sizes[i]);
    }
    return true;
  }

private:
  void skip(std::size_t size) {
    at_ += size;
    left_ -= size;
  }

  const std::byte* at_;
  std::size_t left_;
};

// Behind an event of a type that has more to say; fills the place for it.
template <class Details>
using Texts = std::array<loads_str, Details::texts>;

loads_outcome checked(std::int32_t outcome) {
  return outcome >= LOADS_PASS && outcome <= LOADS_STOPPED ? outcome : LOADS_ERROR;
}

loads_event_failure failure_of(std::int32_t outcome, bool soft, std::uint32_t line,
                               const std::array<loads_str, 4>& texts) {
  return {sizeof(loads_event_failure), checked(outcome), soft, line, texts[0], texts[1], texts[2], texts[3]};
}

} // namespace

Calendar Calendar::of_process() {
  static const Calendar calendar = [] {
    const auto unix_now = std::chrono::system_clock::now().time_since_epoch();
    return Calendar{std::chrono::nanoseconds(unix_now).count() -
                    base::SteadyClock().now().time_since_epoch().count()};
  }();
  return calendar;
}

std::size_t Batch::memory() const {
  return byte_count_ + order_.size() * (sizeof(Decoded) + sizeof order_[0]);
}

std::shared_ptr<const Batch> Batch::of_run(loads_event_type type, std::uint64_t at_ns) {
  auto batch = std::make_shared<Batch>();
  batch->decoded_.push_back(std::make_unique<Decoded[]>(1));
  loads_event& event = batch->decoded_[0][0].event;
  event.size = sizeof event;
  event.type = type;
  event.at_ns = at_ns;
  batch->order_.push_back(&event);
  batch->counts_[place_of(static_cast<std::uint32_t>(type))] = 1;
  return batch;
}

BatchBuilder::Taken BatchBuilder::add_lane(std::unique_ptr<std::byte[]> bytes, std::size_t size) {
  const RecordScan scan = scan_records({bytes.get(), size});
  Taken taken{scan.bytes, scan.damaged};
  if (scan.records == 0)
    return taken;
  auto decoded = std::make_unique<Batch::Decoded[]>(scan.records);
  std::size_t done = 0;
  RecordHead head;
  for (std::size_t at = 0; at < taken.bytes; at += head.size) {
    std::memcpy(&head, &bytes[at], sizeof head);
    if (head.type == 0)
      continue;
    if (!decode(&bytes[at], head.size, decoded[done])) {
      taken.damaged = true;
      break;
    }
    ++batch_->counts_[place_of(head.type)];
    ++done;
  }
  lanes_.emplace_back(decoded.get(), done);
  batch_->bytes_.push_back(std::move(bytes));
  batch_->decoded_.push_back(std::move(decoded));
  batch_->byte_count_ += size;
  return taken;
}

bool BatchBuilder::decode(const std::byte* bytes, std::size_t size, Batch::Decoded& to) const {
  Cursor cursor(bytes, size);
  Record record;
  if (!cursor.take(record) || record.head.test >= names_.size())
    return false;
  const std::string& name = names_[record.head.test];
  to.event = {sizeof to.event,
              record.head.type,
              calendar_.unix_ns(record.at_ns),
              {nullptr, 0},
              {name.data(), name.size()},
              record.hits,
              record.users,
              record.hit,
              record.user,
              record.user_id,
              record.cycle,
              record.hits_cycle,
              {nullptr}};
  switch (record.head.type) {
  case LOADS_EVENT_TEST_STARTED:
    return true;
  case LOADS_EVENT_TEST_ENDED: {
    TestDetails details;
    Texts<TestDetails> texts;
    if (!cursor.take(details, texts))
      return false;
    const bool failed = details.failed_as != LOADS_PASS;
    if (failed)
      to.failure = failure_of(details.failed_as, false, details.line, texts);
    to.test = {sizeof to.test, checked(details.outcome), details.elapsed_ns, failed ? &to.failure : nullptr,
               details.late_ns};
    to.event.as.test = &to.test;
    return true;
  }
  case LOADS_EVENT_FAILURE: {
    FailureDetails details;
    Texts<FailureDetails> texts;
    if (!cursor.take(details, texts))
      return false;
    to.failure = failure_of(details.outcome, details.soft != 0, details.line, texts);
    to.event.as.failure = &to.failure;
    return true;
  }
  case LOADS_EVENT_HIT: {
    HitDetails details;
    Texts<HitDetails> texts;
    if (!cursor.take(details, texts))
      return false;
    const auto& phases = details.phase_ns;
    to.hit = {sizeof to.hit,
              details.status,
              texts[0],
              texts[1],
              texts[2],
              texts[3],
              calendar_.unix_ns(details.started_ns),
              details.elapsed_ns,
              details.bytes_sent,
              details.bytes_received,
              {phases[0], phases[1], phases[2], phases[3], phases[4], phases[5]},
              details.late_ns};
    to.event.as.hit = &to.hit;
    return true;
  }
  case LOADS_EVENT_COUNTER: {
    CounterDetails details;
    Texts<CounterDetails> texts;
    if (!cursor.take(details, texts))
      return false;
    to.counter = {sizeof to.counter, 0, texts[0], details.by};
    to.event.as.counter = &to.counter;
    return true;
  }
  case LOADS_EVENT_METRIC: {
    MetricDetails details;
    Texts<MetricDetails> texts;
    if (!cursor.take(details, texts))
      return false;
    to.metric = {sizeof to.metric, details.kind, details.unit, 0, texts[0], texts[1], details.value};
    to.event.as.metric = &to.metric;
    return true;
  }
  case LOADS_EVENT_CHECK: {
    CheckDetails details;
    Texts<CheckDetails> texts;
    if (!cursor.take(details, texts))
      return false;
    to.check = {sizeof to.check, details.passed != 0, texts[0]};
    to.event.as.check = &to.check;
    return true;
  }
  case LOADS_EVENT_SOCKET_OPENED:
  case LOADS_EVENT_SOCKET_MESSAGE:
  case LOADS_EVENT_SOCKET_CLOSED:
  case LOADS_EVENT_SOCKET_FAILED: {
    SocketDetails details;
    Texts<SocketDetails> texts;
    if (!cursor.take(details, texts))
      return false;
    to.socket = {sizeof to.socket, details.incoming != 0, texts[0],
                 texts[1],         details.bytes,         details.elapsed_ns};
    to.event.as.socket = &to.socket;
    return true;
  }
  default:
    return false;
  }
}

std::shared_ptr<const Batch> BatchBuilder::finish() {
  std::size_t count = 0;
  for (const auto& lane : lanes_)
    count += lane.size();
  if (count == 0)
    return nullptr;
  batch_->order_.reserve(count);
  // The lane whose next event is the oldest goes first; within a lane nothing changes places.
  for (; count > 0; --count) {
    std::span<Batch::Decoded>* oldest = nullptr;
    for (auto& lane : lanes_)
      if (!lane.empty() && (!oldest || lane.front().event.at_ns < oldest->front().event.at_ns))
        oldest = &lane;
    batch_->order_.push_back(&oldest->front().event);
    *oldest = oldest->subspan(1);
  }
  return std::move(batch_);
}

} // namespace loads::events
