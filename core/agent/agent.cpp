// SPDX-License-Identifier: Apache-2.0
#include "core/agent/agent.hpp"

#include "core/wire/dispatch.hpp"

#include <algorithm>

namespace loads::agent {
namespace {

using wire::JobState;

constexpr base::Duration word_interval = std::chrono::seconds(1);
constexpr base::Duration knock_interval = std::chrono::milliseconds(50); // at a door that is not there yet
constexpr base::Duration broker_lost_after = std::chrono::seconds(3);

} // namespace

struct Agent::Handler {
  template <class Payload>
  requires requires(Agent& agent, const wire::Message& message, const Payload& payload) {
    agent.hear(message, payload);
  }
  void on(const wire::Message& message, const Payload& payload) { agent.hear(message, payload); }
  Agent& agent;
};

Agent::Agent(Settings settings, base::TimePoint now) : settings_(std::move(settings)), now_(now) {
  for (const Recovered& stream : settings_.recovered) {
    Job job(stream.stream, stream.last, settings_.weakness);
    job.state = JobState::finishing;
    job.is_recovered = !stream.ended;
    job.remainder = stream.remainder;
    job.batches.set_hits(stream.hits);
    if (stream.ended)
      job.batches.mark_ended();
    jobs_.emplace(stream.stream, std::move(job));
  }
}

base::Status Agent::receive(const wire::Message& message, base::TimePoint now) {
  now_ = heard_ = now;
  base::Status status = wire::dispatch<wire::Side::agent>(message, wire::broker_role, Handler{*this});
  act();
  return status;
}

void Agent::tick(base::TimePoint now) {
  now_ = now;
  for (auto& [id, job] : jobs_)
    begin_if_due(job);
  act();
}

void Agent::not_sent(base::TimePoint now) {
  if (!welcomed_)
    next_word_ = std::min(next_word_, now + knock_interval);
}

bool Agent::is_linked(base::TimePoint now) const {
  return heard_ != base::TimePoint::min() && now - heard_ < broker_lost_after;
}

void Agent::drain(base::TimePoint now) {
  now_ = now;
  accepting_ = false;
  has_news_ = true;
  act();
}

std::vector<Action> Agent::take_actions() {
  return std::exchange(actions_, {});
}

base::TimePoint Agent::next_deadline() const {
  base::TimePoint next = next_word_;
  for (const auto& [id, job] : jobs_) {
    next = std::min(next, job.batches.next_deadline(welcomed_));
    if (job.state == JobState::armed)
      next = std::min(next, job.start);
  }
  for (const auto& [digest, download] : downloads_)
    if (!download.complete())
      next = std::min(next, download.next_deadline());
  return next;
}

// What follows from all that has changed.
void Agent::act() {
  for (auto it = jobs_.begin(); it != jobs_.end();) {
    Job& job = it->second;
    job.batches.act(actions_, welcomed_, now_);
    if (!job.batches.is_delivered()) {
      ++it;
      continue;
    }
    actions_.push_back(DropSpool{job.id, true});
    has_news_ = true;
    it = jobs_.erase(it);
  }
  for (auto& [digest, download] : downloads_)
    if (const std::optional<wire::Need> need = download.next(now_))
      actions_.push_back(Send{wire::make_message(*need)});
  speak();
}

void Agent::speak() {
  if (now_ < next_word_ && !(has_news_ && welcomed_))
    return;
  next_word_ = now_ + word_interval;
  has_news_ = false;
  ++spoken_;
  if (welcomed_)
    actions_.push_back(Send{wire::make_message(
        wire::Beat{now_.time_since_epoch().count(), accepting_, describe_jobs()}, {}, spoken_)});
  else
    actions_.push_back(
        Send{wire::make_message(wire::Hello{settings_.name, settings_.host, settings_.pid, settings_.session,
                                            settings_.most_jobs, accepting_, describe_jobs()},
                                {}, spoken_)});
}

std::vector<wire::JobStatus> Agent::describe_jobs() const {
  std::vector<wire::JobStatus> jobs;
  for (const auto& [id, job] : jobs_)
    jobs.push_back({id.run, id.stream, job.state, job.batches.last(), job.reason, job.sandbox});
  return jobs;
}

Job* Agent::find(const wire::StreamId& stream) {
  const auto it = jobs_.find(stream);
  return it == jobs_.end() ? nullptr : &it->second;
}

} // namespace loads::agent
