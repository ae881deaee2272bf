// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/events/writer.hpp"
#include "core/model/hit.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace loads::events {

// Why something did not hold or went wrong; see loads_event_failure.
struct Failure {
  loads_outcome outcome = LOADS_FAIL;
  bool soft = false;
  std::uint32_t line = 0;
  std::string_view message, file, exception, trace;
};

// A web socket and what it did; see loads_event_socket.
struct SocketNews {
  std::string_view url;
  std::uint64_t bytes = 0;
  base::Duration elapsed{};
  bool incoming = false, binary = false;
  std::uint32_t code = 0;
};

// What one virtual user tells the outputs that want each event; made only if there are any. As the sink of
// the user's HTTP client it tells of hits and passes them on to the figures. Used by that user only.
class UserEvents final : public model::HitSink {
public:
  // All are borrowed.
  UserEvents(Writer& writer, model::HitSink& figures, std::uint32_t test, std::uint64_t user_id,
             const model::Position& position)
      : writer_(writer), figures_(figures), position_(position), user_id_(user_id), test_(test) {}
  ~UserEvents() override;

  void hit_started() override { figures_.hit_started(); }
  void hit(const model::Hit& hit) override;
  void hit_aborted() override { figures_.hit_aborted(); }

  void test_started(base::TimePoint at);
  // Tells of the first failure of the iteration, too, if the outcome is one.
  void test_ended(loads_outcome outcome, base::Duration elapsed, base::TimePoint at);
  void failure(const Failure& failure, base::TimePoint at);
  void counter(std::string_view name, std::int64_t by, base::TimePoint at);
  void metric(std::uint32_t kind, std::string_view name, double value, base::TimePoint at);
  void check(std::string_view name, bool passed, base::TimePoint at);
  // LOADS_EVENT_SOCKET_OPENED, _MESSAGE or _CLOSED.
  void socket(loads_event_type type, const SocketNews& news, base::TimePoint at);

private:
  struct KeptFailure {
    loads_outcome outcome;
    std::uint32_t line;
    std::string message, file, exception, trace;
  };

  Origin origin(base::TimePoint at) const;

  Writer& writer_;
  model::HitSink& figures_;
  const model::Position& position_;
  const std::uint64_t user_id_;
  const std::uint32_t test_;
  std::unique_ptr<KeptFailure> first_failure_; // of the iteration, that was not soft
};

} // namespace loads::events
