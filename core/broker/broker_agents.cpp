// SPDX-License-Identifier: Apache-2.0
// What agents say, and what they are told.
#include "core/broker/broker.hpp"

#include "core/base/text.hpp"

#include <algorithm>

namespace loads::broker {

using wire::RunState;
using wire::Weakness;

namespace {

constexpr std::size_t longest_sandbox = 300;
constexpr std::size_t longest_agent_name = 255; // bytes, as of a host's
constexpr std::size_t longest_reason = 2000;

} // namespace

void Broker::hear(const Peer& peer, const wire::Message& message, const wire::Hello& hello) {
  if (hello.name.empty() || hello.name.size() > longest_agent_name || hello.host.size() > longest_agent_name)
    return words_.push_back("an agent has no name, or one of more than " +
                            std::to_string(longest_agent_name) + " bytes; it is not taken");
  if (AgentEntry* holder = agents_.holder(hello, now_))
    return challenge(*holder, {sender_, message, hello});
  AgentEntry* before = agents_.find_by_name(hello.name);
  if (before && before->session == hello.session)
    refuse_challenger(*before);
  else
    words_.push_back("agent " + hello.name + " registers (" + hello.host + ", process " +
                     std::to_string(hello.pid) + ")");
  const AgentEntry* agent = agents_.hello(peer, message, hello, now_);
  if (!agent || reloading_)
    return;
  wire::Welcome welcome{can_write() ? settings_.credit : 0, {}};
  for (const wire::JobStatus& job : hello.jobs)
    if (const auto run = runs_.find(job.run); run != runs_.end())
      if (const auto stream = run->second.streams.find(job.stream); stream != run->second.streams.end())
        welcome.marks.push_back({job.run, job.stream, stream->second.high_water});
  say_when_stored(peer, wire::make_message(welcome));
  take_jobs(*agent, hello.jobs);
  place_queued();
}

// A name stays with the agent that is alive. Whether that one still is, its answer tells, or that nothing can
// be sent to it: so an agent that was killed and comes back has its name at once.
void Broker::challenge(AgentEntry& holder, Challenger challenger) {
  say(holder.peer, wire::make_message(wire::Probe{}));
  holder.challenger = std::move(challenger);
}

void Broker::refuse_challenger(AgentEntry& holder) {
  const std::optional<Challenger> challenger = std::exchange(holder.challenger, std::nullopt);
  if (!challenger)
    return;
  const wire::Hello& hello = challenger->hello;
  const auto describe = [](const std::string& host, std::uint64_t pid) {
    return " (" + host + ", process " + std::to_string(pid) + ")";
  };
  refuse(challenger->sender.peer, challenger->message, wire::Refusal::infrastructure,
         "another agent" + describe(holder.host, holder.pid) + " has the name " + holder.name +
             (challenger->sender.key ? "; give this one a key of its own, or raise max_agents of that one"
                                     : "; give this one another --name, or end that one"));
  if (std::exchange(holder.refused_session, hello.session) != hello.session)
    words_.push_back("agent " + hello.name + describe(hello.host, hello.pid) + " is refused: another one" +
                     describe(holder.host, holder.pid) + " has that name");
}

void Broker::connection_lost(const Peer& peer, base::TimePoint now) {
  now_ = now;
  AgentEntry* agent = agents_.cut_off(peer);
  if (!agent)
    return;
  if (const std::optional<Challenger> next = std::exchange(agent->challenger, std::nullopt)) {
    sender_ = next->sender;
    hear(next->sender.peer, next->message, next->hello);
  }
}

void Broker::hear(const Peer& peer, const wire::Message& message, const wire::Beat& beat) {
  AgentEntry* agent = agents_.find(peer);
  if (!agent) {
    say(peer, wire::make_message(wire::Who{}));
    return;
  }
  say(peer, wire::make_message(wire::BeatAnswer{beat.sent_ns, now_.time_since_epoch().count()}));
  agent->heard = now_;
  if (message.sequence <= agent->last_number)
    return;
  agent->last_number = message.sequence;
  refuse_challenger(*agent);
  const bool accepts_again = beat.accepting && !agent->accepting;
  agent->accepting = beat.accepting;
  agent->has_jobs = !beat.jobs.empty();
  if (reloading_)
    return;
  take_jobs(*agent, beat.jobs);
  if (accepts_again)
    place_queued();
}

void Broker::take_jobs(const AgentEntry& agent, const std::vector<wire::JobStatus>& jobs) {
  for (const wire::JobStatus& job : jobs)
    take_job(agent, job);
  if (!can_write())
    return;
  for (auto& [id, run] : runs_) {
    if (run.report.state != RunState::preparing)
      continue;
    for (auto& [number, stream] : run.streams) {
      const auto is_told = [&run_id = id, &wanted = number](const wire::JobStatus& job) {
        return job.run == run_id && job.stream == wanted;
      };
      if (stream.report.agent == agent.name && stream.high_water == 0 &&
          std::none_of(jobs.begin(), jobs.end(), is_told))
        assign(run, stream); // it did not get it
    }
  }
}

void Broker::take_job(const AgentEntry& agent, const wire::JobStatus& job) {
  const wire::StreamId id{job.run, job.stream};
  const auto found = runs_.find(job.run);
  if (found == runs_.end())
    return forget(agent.peer, id, "this broker does not know the run");
  if (!found->second.streams.contains(job.stream))
    return forget(agent.peer, id, taken_over_text);
  Run& run = found->second;
  Stream& stream = run.streams[job.stream];
  if (!is_of_sender(stream))
    return complain("it speaks of run " + job.run.text() + ", in which another agent has that part");
  if (run.is_closed() || stream.note.ended) {
    // An agent that begins anew what it had delivered was told of the job by a message that came late.
    if (stream.note.ended && job.state == wire::JobState::finishing)
      return acknowledge(agent.peer, id, stream.high_water);
    return forget(agent.peer, id, "the run is over");
  }
  stream.heard = now_;
  stream.report.agent = agent.name; // another process may deliver what a former one left behind
  stream.job = job.state;
  if (!job.sandbox.empty())
    stream.report.sandbox = base::shortened(base::printable(job.sandbox), longest_sandbox);
  if (!can_write())
    return;
  if (job.state == wire::JobState::failed && run.report.state == RunState::preparing) {
    if (!agent.accepting && replace(run, job.stream)) // it was to end when it got the run
      return;
    return close(run, wire::Outcome::refused,
                 agent.name + ": " + base::shortened(job.reason, longest_reason));
  }
  say_again(agent, job, run, stream);
  start_if_ready(run);
}

void Broker::say_again(const AgentEntry& agent, const wire::JobStatus& job, const Run& run,
                       const Stream& stream) {
  const wire::StreamId id{run.id, stream.report.stream};
  if (run.has_begun() && (job.state == wire::JobState::ready || job.state == wire::JobState::failed)) {
    const std::int64_t latest = (now_ + settings_.start_delay).time_since_epoch().count();
    say_when_stored(agent.peer, wire::make_message(wire::Start{std::min(run.report.start_ns, latest)}, id));
  }
  if (run.report.state == RunState::stopping && job.state != wire::JobState::finishing)
    say_when_stored(agent.peer, wire::make_message(wire::Stop{now_ >= run.deadline, run.is_killed}, id));
}

void Broker::hear(const Peer& peer, const wire::Message& message, const wire::Batch& batch) {
  AgentEntry* agent = agents_.find(peer);
  if (!agent) {
    say(peer, wire::make_message(wire::Who{}));
    return;
  }
  agent->heard = now_;
  if (reloading_)
    return;
  const auto found = runs_.find(message.stream.run);
  if (found == runs_.end())
    return forget(peer, message.stream, "this broker does not know the run");
  if (!found->second.streams.contains(message.stream.stream))
    return forget(peer, message.stream, taken_over_text);
  Run& run = found->second;
  Stream& stream = run.streams[message.stream.stream];
  if (!is_of_sender(stream))
    return complain("it sends results for run " + run.id.text() + ", in which another agent has that part");
  stream.heard = now_;
  const bool again = message.sequence <= stream.high_water && settings_.weakness != Weakness::no_dedupe;
  if (run.is_closed() && !again)
    return forget(peer, message.stream, "the run is over");
  if (again || !can_write() || message.sequence > stream.high_water + 1)
    return acknowledge(peer, message.stream, stream.high_water);
  stream.high_water = std::max(stream.high_water, message.sequence);
  take_batch(stream.note, message.sequence, message.flags, batch.bytes);
  store(store::Append{message.stream, message.sequence, message.flags, std::string(batch.bytes),
                      wire::to_json_text(stream.note)});
  acknowledge(peer, message.stream, stream.high_water);
  queue_.hold(Publish{message});
  if (stream.note.ended && !run.has_begun())
    return close(run, wire::Outcome::refused, agent->name + ": " + stream.note.reason);
  close_if_over(run);
}

void Broker::acknowledge(const Peer& peer, const wire::StreamId& stream, std::uint64_t high_water) {
  const wire::Ack ack{can_write() ? settings_.credit : 0};
  wire::Message message = wire::make_message(ack, stream, high_water);
  if (settings_.weakness == Weakness::acknowledge_before_commit)
    say(peer, std::move(message));
  else
    say_when_stored(peer, std::move(message));
}

void Broker::forget(const Peer& peer, const wire::StreamId& stream, const std::string& reason) {
  say_when_stored(peer, wire::make_message(wire::Forget{reason}, stream));
}

void Broker::hear(const Peer& peer, const wire::Message&, const wire::Need& need) {
  constexpr std::uint32_t most_chunks = 16;
  if (!is_for_sender(need.digest))
    return complain("it asks for a file of a run in which it has no part");
  if (uploads_.is_readable(need.digest) && need.chunks <= most_chunks)
    actions_.push_back(SendChunks{peer, need});
}

void Broker::assign(const Run& run, const Stream& stream) {
  const AgentEntry* agent = agents_.find_by_name(stream.report.agent);
  if (!agent)
    return;
  audit(base::AuditEntry("assign").add("run", run.id.text()).add("agent", agent->name));
  say_when_stored(
      agent->peer,
      wire::make_message(wire::Assign{run.report.agents, stream.part, run.report.plan, run.report.files,
                                      run.report.manifest, run.report.max_rate, run.report.max_duration_ns},
                         {run.id, stream.report.stream}));
}

void Broker::tell_agents(const Run& run, const wire::Message& message) {
  for (const auto& [number, stream] : run.streams)
    if (const AgentEntry* agent = agents_.find_by_name(stream.report.agent); agent && !stream.note.ended) {
      wire::Message copy = message;
      copy.stream = {run.id, number};
      say_when_stored(agent->peer, std::move(copy));
    }
}

} // namespace loads::broker
