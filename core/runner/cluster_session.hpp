// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/client/channel.hpp"
#include "core/client/run_results.hpp"
#include "core/runner/interval_joiner.hpp"
#include "core/runner/run_session.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace loads::runner {

// What becomes of a run whose follower goes before it has begun.
enum class BeforeStart { stop, leave };

// A run of a cluster, as the one who follows it sees it. It belongs to the broker: what becomes of this
// object does not touch it. Goes on when the broker comes back. One thread.
class ClusterSession final : public RunSession {
public:
  // `tell` gets lines for the user.
  ClusterSession(std::unique_ptr<client::Channel> channel, const wire::RunId& run,
                 std::function<void(const std::string&)> tell);

  // Waits until the run has begun, and with it its tests are known, or is over; tells whom or what it waits
  // for. An Error: it was refused, the broker does not know it, or `wants_stop()`, after which the run is
  // stopped.
  base::Status wait_for_start(BeforeStart on_stop, const std::function<bool()>& wants_stop);
  const wire::RunReport& report() const { return follower_.report(); }

  std::vector<std::string> test_names() const override { return results_.test_names(); }
  std::optional<EventSource> events() override { return std::nullopt; }
  void on_events(EventSink sink) override { sink_ = std::move(sink); }
  void on_frame(std::function<void(const metrics::Frame&)> callback) override {
    on_interval_ = std::move(callback);
  }
  void start() override { is_started_ = true; }
  // The third time the run is left.
  void stop(base::TimePoint now) override;
  void watch(base::TimePoint now) override;
  int fd() const override { return is_held_ ? -1 : channel_->fd(); }
  bool receive() override;
  base::TimePoint next_deadline() const override;
  const metrics::Totals& totals() const override { return results_.totals(); }
  metrics::Totals totals_now() const override { return results_.totals(); }
  std::uint64_t frames() const override { return results_.frames(); }
  std::optional<base::TimePoint> began() const override { return began_; }
  std::vector<metrics::AgentFigures> agents() const override;
  std::uint64_t lost_events() const override { return lost_events_; }
  bool is_ending() const override { return report().state >= wire::RunState::stopping; }
  bool was_stopped() const override;
  const std::string& trouble() const override { return trouble_; }

private:
  void take(const wire::Message& message);
  void deliver();
  bool has_to_wait(base::TimePoint now);
  void take_frame(std::uint64_t stream, const metrics::Frame& frame);
  void take_intervals();
  void tell_changes();
  void tell_state();
  void ask_for_stop(base::TimePoint now);
  bool has_begun() const;
  void add_trouble(const std::string& sentence);
  void finish();
  void count_lost_events();
  std::string why_barred(base::TimePoint now);

  const std::unique_ptr<client::Channel> channel_;
  const std::function<void(const std::string&)> tell_;
  const base::SteadyClock clock_;
  const wire::RunId run_;
  client::Follower follower_;
  client::RunResults results_;
  std::deque<client::Delivery> waiting_; // for the start, or for room in the outputs
  EventSink sink_;
  std::function<void(const metrics::Frame&)> on_interval_;
  IntervalJoiner intervals_;
  std::map<std::uint64_t, wire::StreamState> told_; // of the streams
  wire::RunState told_state_ = wire::RunState::uploading;
  std::optional<base::TimePoint> began_;
  bool is_started_ = false;
  bool is_held_ = false; // an output has no room for events
  base::TimePoint held_since_ = base::never;
  bool is_alone_ = false; // the broker is away
  std::string told_store_fault_;
  int stops_ = 0; // that the user asked for
  base::TimePoint last_stop_ = base::TimePoint::min();
  base::TimePoint stop_again_ = base::never;
  base::TimePoint refused_since_ = base::never, barred_since_ = base::never;
  bool has_ended_ = false;
  std::uint64_t lost_events_ = 0;
  std::string trouble_;
};

} // namespace loads::runner
