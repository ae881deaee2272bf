// SPDX-License-Identifier: Apache-2.0
#include "core/client/follower.hpp"

#include "core/client/ask.hpp"
#include "core/wire/dispatch.hpp"

#include <algorithm>

namespace loads::client {
namespace {

// The feed says at least something in that time, while a run goes on: its agents send a frame each second.
constexpr base::Duration quiet_interval = std::chrono::seconds(3);

} // namespace

struct Follower::Handler {
  template <class Payload>
  requires requires(Follower& follower, const wire::Message& message, const Payload& payload) {
    follower.hear(message, payload);
  }
  void on(const wire::Message& message, const Payload& payload) { follower.hear(message, payload); }
  Follower& follower;
};

base::Status Follower::receive(const wire::Message& message, base::TimePoint now) {
  heard_ = now;
  if (message.stream.run != run_)
    return base::Nothing{};
  base::Status status = wire::dispatch<wire::Side::runner>(message, wire::broker_role, Handler{*this});
  if (!fault_.empty())
    return base::infrastructure_error(std::exchange(fault_, {}));
  return status;
}

void Follower::hear(const wire::Message& message, const wire::Batch& batch) {
  std::uint64_t& seen = seen_[message.stream.stream];
  const auto kind = static_cast<wire::BatchKind>(message.flags);
  if (message.sequence <= seen)
    return;
  if (message.sequence != seen + 1 && kind != wire::BatchKind::folded) {
    has_gap_ = true;
    return;
  }
  seen = message.sequence;
  if (kind != wire::BatchKind::folded) {
    deliveries_.push_back({message.stream.stream, kind, std::string(batch.bytes)});
    return;
  }
  deliveries_.push_back({message.stream.stream, kind, {}});
  base::Result<std::vector<wire::Message>> parts = wire::decode_all(batch.bytes);
  if (!parts) {
    fault_ = parts.error().text;
    return;
  }
  for (wire::Message& part : *parts)
    deliveries_.push_back(
        {message.stream.stream, static_cast<wire::BatchKind>(part.flags), std::move(part.payload)});
}

void Follower::hear(const wire::Message& message, const wire::Run& run) {
  refusal_.reset();
  store_fault_ = run.store_fault;
  // What was said of an earlier state may come later.
  const auto batches_of = [](const wire::RunReport& report) {
    std::uint64_t sum = 0;
    for (const wire::StreamReport& stream : report.streams)
      sum += stream.batches;
    return sum;
  };
  if (run.report.state > report_.state ||
      (run.report.state == report_.state && batches_of(run.report) >= batches_of(report_)))
    report_ = run.report;
  if (message.sequence == question_ && question_ != 0) {
    is_answered_ = true;
    has_gap_ = is_behind(); // an answer may be too long for one piece
  }
}

void Follower::hear(const wire::Message&, const wire::Refused& refused) {
  refusal_ = error_of(refused);
  fault_ = refused.reason;
}

bool Follower::is_behind() const {
  return std::any_of(report_.streams.begin(), report_.streams.end(), [&](const wire::StreamReport& stream) {
    const auto it = seen_.find(stream.stream);
    return (it == seen_.end() ? 0 : it->second) < stream.batches;
  });
}

std::optional<wire::Message> Follower::next(base::TimePoint now) {
  if (is_done() || now < next_deadline())
    return std::nullopt;
  asked_ = now;
  is_answered_ = false;
  wire::Attach attach;
  for (const auto& [stream, through] : seen_)
    attach.seen.push_back({stream, through});
  return wire::make_message(attach, {run_, 0}, ++question_);
}

base::TimePoint Follower::next_deadline() const {
  if (is_answered_ && has_gap_ && question_ != 0)
    return asked_; // the next piece
  return asked_ + (has_gap_ || !is_answered_ || is_behind() ? ask_interval : quiet_interval);
}

} // namespace loads::client
