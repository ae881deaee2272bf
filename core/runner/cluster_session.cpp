// SPDX-License-Identifier: Apache-2.0
#include "core/runner/cluster_session.hpp"

#include "core/base/text.hpp"
#include "core/client/ask.hpp"
#include "core/client/sentences.hpp"
#include "core/job/description.hpp"
#include "core/runner/agent_figures.hpp"
#include "core/runner/signals.hpp"

#include <loads/abi/suite.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace loads::runner {
namespace {

using wire::RunState;
using wire::StreamState;

constexpr base::Duration look_every = std::chrono::milliseconds(100),
                         hold_for = std::chrono::milliseconds(20), longest_hold = std::chrono::seconds(10),
                         stop_interval = std::chrono::seconds(1);
// A broker that reads its store knows no run for a moment.
constexpr base::Duration refused_for_good = std::chrono::seconds(10);
// Whose key is refused comes back every three seconds; sooner than a broker that is silent is told of.
constexpr base::Duration barred_for_good = std::chrono::seconds(5);

} // namespace

ClusterSession::ClusterSession(std::unique_ptr<client::Channel> channel, const wire::RunId& run,
                               std::function<void(const std::string&)> tell)
    : channel_(std::move(channel)), tell_(std::move(tell)), run_(run), follower_(run, clock_.now()),
      results_({[this](std::uint64_t stream, const metrics::Frame& frame) { take_frame(stream, frame); },
                [this](std::uint64_t stream, std::string_view text) {
                  for (const std::string& line : client::lines_of_agent(report(), stream, text))
                    tell_(line);
                },
                [this](const events::Unpacked& unpacked) {
                  if (sink_.take)
                    sink_.take(unpacked);
                }}) {}

base::Status ClusterSession::wait_for_start(BeforeStart on_stop, const std::function<bool()>& wants_stop) {
  while (true) {
    while (const std::optional<wire::Message> message = channel_->receive()) {
      take(*message);
      if (has_begun())
        return base::Nothing{};
    }
    tell_state();
    if (report().state == RunState::closed && report().outcome == wire::Outcome::refused)
      return base::infrastructure_error(report().reason);
    if (follower_.is_done())
      return base::Nothing{};
    const base::TimePoint now = clock_.now();
    if (follower_.refusal() && now - refused_since_ >= refused_for_good)
      return *follower_.refusal();
    if (const std::string why = why_barred(now); !why.empty())
      return base::infrastructure_error("the broker lets this key in no more: " + why);
    if (wants_stop() && on_stop == BeforeStart::leave)
      return base::infrastructure_error("left before the run began; it waits for its start");
    if (wants_stop()) {
      channel_->send(wire::make_message(wire::Stop{true}, {run_, 0}, 1));
      return base::infrastructure_error("stopped by the user before the run began");
    }
    watch(now);
    client::wait_for_news(*channel_, look_every);
  }
}

// Frames and events wait for start(); the tests are needed before.
bool ClusterSession::has_begun() const {
  return report().state >= RunState::running && !results_.test_names().empty();
}

void ClusterSession::tell_state() {
  if (report().state == told_state_)
    return;
  told_state_ = report().state;
  if (told_state_ == RunState::queued)
    tell_("waiting for " + base::counted(report().agents, "free agent"));
  else if (told_state_ == RunState::preparing)
    tell_("waiting until " + base::counted(report().agents, "agent") + " can begin");
}

void ClusterSession::take(const wire::Message& message) {
  const base::TimePoint now = clock_.now();
  (void)follower_.receive(message, now); // what it cannot read it asks for again
  if (!follower_.refusal())
    refused_since_ = base::never;
  else if (refused_since_ == base::never)
    refused_since_ = now;
  for (client::Delivery& delivery : follower_.take_deliveries()) {
    if (!is_started_ && delivery.kind == wire::BatchKind::tests)
      (void)results_.take(delivery, report());
    waiting_.push_back(std::move(delivery));
  }
  if (std::exchange(is_alone_, false))
    tell_("the broker is back");
  if (const std::string& fault = follower_.store_fault(); fault != told_store_fault_) {
    if (fault.empty())
      tell_("the broker can write its store again");
    else if (told_store_fault_.empty())
      tell_("the broker cannot write its store: " + fault + "; agents keep their results until it can");
    told_store_fault_ = fault;
  }
  tell_changes();
}

void ClusterSession::tell_changes() {
  if (report().state == RunState::closed)
    return; // then the report says it
  for (const wire::StreamReport& stream : report().streams) {
    const auto [at, is_new] = told_.try_emplace(stream.stream, stream.state);
    const StreamState before = is_new ? StreamState::assigned : std::exchange(at->second, stream.state);
    if (before == stream.state)
      continue;
    if (const std::string sentence = client::describe_change(stream, before); !sentence.empty())
      tell_(sentence);
  }
}

bool ClusterSession::receive() {
  if (has_ended_)
    return false;
  const base::TimePoint now = clock_.now();
  deliver();
  while (!has_to_wait(now)) {
    const std::optional<wire::Message> message = channel_->receive();
    if (!message)
      break;
    take(*message);
    deliver();
  }
  if (follower_.is_done() && waiting_.empty()) {
    finish();
    return false;
  }
  return !has_ended_;
}

// An output that is slow makes us slow, not the run: the broker keeps what we do not take. One that is stuck
// loses events, as it would in a local run.
bool ClusterSession::has_to_wait(base::TimePoint now) {
  is_held_ = sink_.has_room && !sink_.has_room();
  if (!is_held_)
    held_since_ = base::never;
  else if (held_since_ == base::never)
    held_since_ = now;
  if (is_held_ && now - held_since_ >= longest_hold)
    is_held_ = false;
  return is_held_;
}

void ClusterSession::deliver() {
  const base::TimePoint now = clock_.now();
  while (!waiting_.empty()) {
    if (waiting_.front().kind == wire::BatchKind::events && has_to_wait(now))
      return;
    const client::Delivery delivery = std::move(waiting_.front());
    waiting_.pop_front();
    if (base::Status status = results_.take(delivery, report()); !status)
      add_trouble("agent " + client::agent_name(report(), delivery.stream) + ": " + status.error().text);
  }
  take_intervals();
}

void ClusterSession::take_frame(std::uint64_t stream, const metrics::Frame& frame) {
  // Of many frames the one that was least on its way tells best when the run began.
  const base::TimePoint began = clock_.now() - base::Duration(static_cast<std::int64_t>(frame.to_ns));
  began_ = std::min(began_.value_or(began), began);
  if (on_interval_)
    intervals_.add(stream, frame);
}

void ClusterSession::take_intervals() {
  if (!on_interval_)
    return;
  std::set<std::uint64_t> expected;
  for (const wire::StreamReport& stream : report().streams)
    if (stream.state != StreamState::ended && stream.state != StreamState::lost)
      expected.insert(stream.stream);
  if (follower_.is_done())
    expected.clear();
  else if (expected.empty())
    return; // the last frames are still on their way
  for (const metrics::Frame& frame : intervals_.take(expected))
    on_interval_(frame);
}

void ClusterSession::stop(base::TimePoint now) {
  if (now - last_stop_ < same_wish && stops_ > 0)
    return;
  last_stop_ = now;
  ++stops_;
  if (stops_ == 1)
    tell_("stopping the run");
  else if (stops_ == 2)
    tell_("ending it at once; Ctrl-C leaves it as it is");
  ask_for_stop(now);
  if (stops_ < 3 || has_ended_)
    return;
  add_trouble("left before the run had ended; it may go on");
  has_ended_ = true;
}

// Until the broker knows it.
void ClusterSession::ask_for_stop(base::TimePoint now) {
  if (stops_ > 0 && report().state < RunState::closed) {
    channel_->send(wire::make_message(wire::Stop{stops_ > 1}, {run_, 0}, static_cast<std::uint64_t>(stops_)));
    stop_again_ = now + stop_interval;
  }
}

void ClusterSession::watch(base::TimePoint now) {
  if (const std::optional<wire::Message> question = follower_.next(now))
    channel_->send(*question);
  if (stops_ > 0 && now >= stop_again_)
    ask_for_stop(now);
  if (follower_.is_alone(now) && !std::exchange(is_alone_, true))
    tell_("the broker says nothing; the run goes on without it, and so do we when it is back");
  if (!has_ended_ && refused_since_ != base::never && now - refused_since_ >= refused_for_good) {
    add_trouble("the results end here: " + follower_.refusal()->text);
    has_ended_ = true;
  }
  if (const std::string why = has_ended_ ? "" : why_barred(now); !why.empty()) {
    add_trouble("the results end here, and the run goes on: the broker lets this key in no more: " + why);
    has_ended_ = true;
  }
}

// Empty as long as it may be a matter of a moment.
std::string ClusterSession::why_barred(base::TimePoint now) {
  std::string why = channel_->refusal();
  if (why.empty())
    barred_since_ = base::never;
  else if (barred_since_ == base::never)
    barred_since_ = now;
  return barred_since_ != base::never && now - barred_since_ >= barred_for_good ? why : "";
}

base::TimePoint ClusterSession::next_deadline() const {
  const base::TimePoint now = clock_.now();
  if (has_ended_)
    return now;
  return is_held_ ? now + hold_for : std::min(now + look_every, follower_.next_deadline());
}

std::vector<metrics::AgentFigures> ClusterSession::agents() const {
  std::vector<wire::StreamReport> streams = report().streams;
  for (wire::StreamReport& stream : streams) {
    const metrics::Totals* totals = results_.totals_of(stream.stream);
    if (!totals || stream.state == StreamState::ended || stream.state == StreamState::lost)
      continue;
    const metrics::Ledger& ledger = totals->figures().ledger; // newer than what the broker last said
    stream.hits = ledger.hits;
    stream.failed = ledger.ended[LOADS_FAIL] + ledger.ended[LOADS_ERROR];
    stream.to_ns = totals->to_ns();
  }
  return agent_figures(streams, results_.warm_ups());
}

bool ClusterSession::was_stopped() const {
  return report().state >= RunState::stopping && !report().reason.empty();
}

void ClusterSession::add_trouble(const std::string& sentence) {
  tell_(sentence);
  trouble_ += (trouble_.empty() ? "" : "\n") + base::printable(sentence);
}

void ClusterSession::finish() {
  has_ended_ = true;
  take_intervals();
  for (const std::string& sentence : client::describe_troubles(report()))
    add_trouble(sentence);
  for (const wire::StreamReport& stream : report().streams) {
    const metrics::Totals* totals = results_.totals_of(stream.stream);
    const std::uint64_t hits = totals ? totals->figures().ledger.hits : 0;
    if (hits != stream.hits)
      add_trouble("the results of agent " + stream.agent + " do not add up: " + base::counted(hits, "hit") +
                  " came here, the broker has " + std::to_string(stream.hits));
  }
  for (const std::string& sentence : client::describe_sandboxes(report(), true))
    tell_(sentence);
  count_lost_events();
  if (was_stopped())
    tell_("the run was ended early: " + report().reason);
}

// With a process that is killed go the raw events that it has not sent; its totals tell how many.
void ClusterSession::count_lost_events() {
  const auto description = job::description_from_json(report().plan);
  if (!sink_.take || !description || !description->plan.events)
    return;
  for (const wire::StreamReport& stream : report().streams) {
    const auto is_its = [&](const wire::Gap& gap) { return gap.agent == stream.agent; };
    if (std::none_of(report().gaps.begin(), report().gaps.end(), is_its))
      continue;
    const events::Counts lost = results_.lost_events(stream.stream);
    lost_events_ += std::accumulate(lost.begin(), lost.end(), std::uint64_t{0});
    sink_.take({nullptr, lost});
  }
}

} // namespace loads::runner
