// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/wire/payloads.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace loads::client {

// Something that a worker of the run said, in the order of its stream, each once.
struct Delivery {
  std::uint64_t stream = 0;
  wire::BatchKind kind = wire::BatchKind::frame;
  std::string bytes; // folded: empty; what came of the stream before is void, all of it comes again
};

// Follows a run from outside, over a feed that may lose or repeat: knows what is missing and asks for it. One
// that begins in the middle, or after the end, gets everything. One thread.
class Follower {
public:
  Follower(const wire::RunId& run, base::TimePoint now)
      : run_(run), asked_(now - ask_interval), heard_(now) {}

  // A message from the broker, from the feed or as an answer. An error is for the log, or (after REFUSED) for
  // the user.
  base::Status receive(const wire::Message& message, base::TimePoint now);
  // The question that is to be asked now, if any.
  std::optional<wire::Message> next(base::TimePoint now);
  base::TimePoint next_deadline() const;

  std::vector<Delivery> take_deliveries() { return std::exchange(deliveries_, {}); }
  const wire::RunReport& report() const { return report_; }
  // Everything was delivered that was stored when the broker last answered.
  bool has_all() const { return is_answered_ && question_ != 0 && !is_behind(); }
  // The run is closed, and everything of it was delivered.
  bool is_done() const { return report_.state == wire::RunState::closed && !is_behind(); }
  // The last question was answered with REFUSED: the broker does not know the run, or not now.
  const std::optional<base::Error>& refusal() const { return refusal_; }
  // Why the broker cannot write its store now; empty if it can.
  const std::string& store_fault() const { return store_fault_; }
  // Nothing was heard of the broker for a while.
  bool is_alone(base::TimePoint now) const { return now - heard_ >= alone_after; }

private:
  struct Handler;

  static constexpr base::Duration ask_interval = std::chrono::seconds(1);
  static constexpr base::Duration alone_after = std::chrono::seconds(6);

  void hear(const wire::Message& message, const wire::Batch& batch);
  void hear(const wire::Message& message, const wire::Run& run);
  void hear(const wire::Message& message, const wire::Refused& refused);
  void hear(const wire::Message&, const wire::Need&) {}    // for who has submitted
  void hear(const wire::Message&, const wire::Cluster&) {} // for who has asked
  void hear(const wire::Message&, const wire::Panicked&) {}
  bool is_behind() const;

  wire::RunId run_;
  wire::RunReport report_;
  std::map<std::uint64_t, std::uint64_t> seen_; // last batch, by stream
  std::vector<Delivery> deliveries_;
  std::string store_fault_;
  std::string fault_; // of the message that was just heard
  std::optional<base::Error> refusal_;
  std::uint64_t question_ = 0; // number of the last one
  bool has_gap_ = true;        // the feed went on behind a hole, or nothing came yet
  bool is_answered_ = true;
  base::TimePoint asked_;
  base::TimePoint heard_;
};

} // namespace loads::client
