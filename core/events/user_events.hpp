// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/events/writer.hpp"
#include "core/model/hit.hpp"
#include "core/model/socket_sink.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loads::events {

// Why something did not hold or went wrong; see loads_event_failure.
struct Failure {
  loads_outcome outcome = LOADS_FAIL;
  bool soft = false;
  std::uint32_t line = 0;
  std::string_view message, file, exception, trace;
};

// A value of a metric; see loads_event_metric.
struct Measurement {
  std::int32_t kind = 0, unit = 0;
  std::string_view name, tags;
  double value = 0;
};

// What one virtual user tells the outputs that want each event; made only if there are any. As the sink of
// the user's clients it tells of hits and web sockets, and passes them on to the figures. Used by that user
// only.
class UserEvents final : public model::HitSink, public model::SocketSink {
public:
  // Where things are counted.
  struct Figures {
    model::HitSink& hits;
    model::SocketSink& sockets;
  };

  // All but the numbers is borrowed.
  UserEvents(Writer& writer, Figures figures, std::uint32_t test, std::uint64_t user_id,
             const model::Position& position)
      : writer_(writer), figures_(figures), position_(position), user_id_(user_id), test_(test) {}
  ~UserEvents() override;

  void hit_started() override { figures_.hits.hit_started(); }
  void hit(const model::Hit& hit) override;
  void hit_aborted() override { figures_.hits.hit_aborted(); }

  Label socket_label(std::string_view label) override;
  void socket_opened(Label label, base::Duration handshake) override;
  void socket_sent(Label label, std::size_t size) override;
  void socket_received(Label label, std::size_t size, std::optional<base::Duration> round_trip) override;
  void socket_closed(Label label) override;
  void socket_failed(Label label, std::string_view reason) override;

  // What follows is of that test, as the run counts them.
  void set_test(std::uint32_t test) { test_ = test; }
  void test_started(base::TimePoint at);
  // Tells of the first failure of the iteration, too, if the outcome is one. `late`: how much after it was
  // due the iteration began, if something says when that was.
  void test_ended(loads_outcome outcome, base::Duration elapsed, base::TimePoint at,
                  std::optional<base::Duration> late = std::nullopt);
  void failure(const Failure& failure, base::TimePoint at);
  void counter(std::string_view name, std::int64_t by);
  void metric(const Measurement& measurement);
  void check(std::string_view name, bool passed);

private:
  struct KeptFailure {
    loads_outcome outcome;
    std::uint32_t line;
    std::string message, file, exception, trace;
  };

  Origin origin(base::TimePoint at) const;
  Origin origin_now() const { return origin(clock_.now()); }
  void socket(loads_event_type type, Label label, const SocketDetails& details, std::string_view reason = {});

  Writer& writer_;
  const base::SteadyClock clock_;
  const Figures figures_;
  const model::Position& position_;
  const std::uint64_t user_id_;
  std::uint32_t test_;
  std::unique_ptr<KeptFailure> first_failure_; // of the iteration, that was not soft
  std::vector<std::pair<Label, std::string>> socket_labels_;
};

} // namespace loads::events
