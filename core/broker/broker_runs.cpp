// SPDX-License-Identifier: Apache-2.0
// The life of a run: uploading, queued, preparing, running, stopping, closed.
#include "core/broker/broker.hpp"

#include "core/base/duration.hpp"
#include "core/base/text.hpp"

#include <algorithm>

namespace loads::broker {
namespace {

// Agents stop by themselves what goes on for longer than a key allows; behind that the broker does.
constexpr base::Duration time_for_agents = std::chrono::seconds(3);

} // namespace

using wire::Outcome;
using wire::RunState;

void Broker::enter(Run& run, RunState state, base::Duration within) {
  if (state == RunState::closed)
    run.update_streams(now_); // once more: then they stay as they are
  run.report.state = state;
  run.deadline = within > base::Duration::zero() ? now_ + within : base::never;
  run.update_streams(now_);
  store(run.to_store());
  publish(run);
  std::string words =
      "run " + run.id.text() + " (" + run.report.title + ") is " + std::string(name_of(state));
  if (run.is_closed())
    words += ": " + std::string(name_of(run.report.outcome));
  words_.push_back(words + (run.report.reason.empty() ? "" : ", " + run.report.reason));
}

void Broker::upload_or_place(Run& run) {
  const auto is_there = [&](const wire::File& file) { return uploads_.has(file.digest); };
  // From the last, which is the last to be looked at: this is asked for each of thousands of files.
  if (std::all_of(run.report.files.rbegin(), run.report.files.rend(), is_there))
    place(run);
}

void Broker::place(Run& run) {
  std::vector<const AgentEntry*> free = find_free_agents();
  if (free.size() < run.report.agents) {
    if (!run.report.wait)
      close(run, Outcome::refused, count_agents(run.report.agents));
    else if (run.report.state != RunState::queued)
      enter(run, RunState::queued);
    return;
  }
  for (std::uint64_t number = 1; number <= run.report.agents; ++number)
    give_part(run, number, static_cast<std::uint32_t>(number), *free[number - 1]);
  enter(run, RunState::preparing, settings_.prepare_within);
  for (const auto& [number, stream] : run.streams)
    assign(run, stream);
}

Stream& Broker::give_part(Run& run, std::uint64_t number, std::uint32_t part, const AgentEntry& agent) {
  Stream& stream = run.streams[number];
  stream.part = part;
  stream.report.stream = number;
  stream.report.agent = agent.name;
  stream.report.host = agent.host;
  stream.report.pid = agent.pid;
  stream.heard = now_;
  store(store::OpenStream{{run.id, number}});
  return stream;
}

// Before a run has begun, a free agent takes the part of another one; false if there is none. The part gets a
// new number: nothing that the other one has said, or will say, is counted.
bool Broker::replace(Run& run, std::uint64_t number) {
  const auto takes_part = [&run, number](const AgentEntry* agent) {
    return std::any_of(run.streams.begin(), run.streams.end(), [&](const auto& it) {
      return it.first != number && it.second.report.agent == agent->name;
    });
  };
  const std::vector<const AgentEntry*> free = find_free_agents();
  const auto next = std::find_if_not(free.begin(), free.end(), takes_part);
  if (next == free.end())
    return false;
  const std::string before = run.streams.at(number).report.agent;
  words_.push_back("run " + run.id.text() + ": agent " + (*next)->name + " takes the part of agent " +
                   before);
  if (const AgentEntry* agent = agents_.find_by_name(before))
    forget(agent->peer, {run.id, number}, taken_over_text);
  const std::uint64_t fresh = run.streams.rbegin()->first + 1;
  const std::uint32_t part = run.streams.at(number).part;
  run.streams.erase(number);
  const Stream& stream = give_part(run, fresh, part, **next);
  enter(run, RunState::preparing, settings_.prepare_within);
  assign(run, stream);
  return true;
}

// Agents that say nothing of a run that is prepared, or that have gone.
void Broker::replace_absent(Run& run) {
  std::vector<std::uint64_t> absent;
  for (const auto& [number, stream] : run.streams) {
    const AgentEntry* agent = agents_.find_by_name(stream.report.agent);
    if (stream.report.state == wire::StreamState::silent || stream.report.state == wire::StreamState::lost ||
        (agent && agent->is_cut_off))
      absent.push_back(number);
  }
  for (const std::uint64_t number : absent)
    replace(run, number);
}

void Broker::place_queued() {
  std::vector<Run*> queued;
  for (auto& [id, run] : runs_)
    if (run.report.state == RunState::queued)
      queued.push_back(&run);
  std::stable_sort(queued.begin(), queued.end(), [](const Run* one, const Run* other) {
    return one->report.submitted_unix_ns < other->report.submitted_unix_ns;
  });
  for (Run* run : queued) {
    if (!can_write())
      return;
    place(*run);
    if (run->report.state == RunState::queued)
      return; // those behind it would take its agents away for ever
  }
}

void Broker::start_if_ready(Run& run) {
  const auto is_ready = [](const auto& it) { return it.second.job == wire::JobState::ready; };
  if (run.report.state != RunState::preparing ||
      !std::all_of(run.streams.begin(), run.streams.end(), is_ready))
    return;
  run.report.start_ns = (now_ + settings_.start_delay).time_since_epoch().count();
  run.report.started_unix_ns = unix_now() + static_cast<std::uint64_t>(settings_.start_delay.count());
  enter(run, RunState::running);
  tell_agents(run, wire::make_message(wire::Start{run.report.start_ns}));
}

void Broker::stop(Run& run, const std::string& reason, Haste haste) {
  if (run.is_closed())
    return;
  if (!run.has_begun())
    return close(run, Outcome::refused, reason);
  if (run.report.state != RunState::stopping) {
    run.report.reason = reason;
    enter(run, RunState::stopping, stop_within);
  }
  if (haste != Haste::in_order)
    run.deadline = now_;
  run.is_killed = run.is_killed || haste == Haste::kill;
  tell_agents(run, wire::make_message(wire::Stop{haste != Haste::in_order, run.is_killed}));
}

void Broker::close_if_over(Run& run) {
  if (!run.has_begun() || !run.is_over())
    return;
  run.report.gaps = run.find_gaps(now_);
  close(run, run.report.gaps.empty() && !run.is_killed ? Outcome::complete : Outcome::incomplete,
        run.report.reason);
}

void Broker::close(Run& run, Outcome outcome, const std::string& reason) {
  run.report.outcome = outcome;
  run.report.reason = reason;
  run.report.ended_unix_ns = unix_now();
  if (run.has_begun())
    for (const std::string& observer : run.report.observers) {
      const store::PutNotice notice{run.id, observer};
      store(notice);
      notices_[{run.id, observer}] = notice;
      notices_due_[{run.id, observer}] = now_;
    }
  enter(run, RunState::closed);
  tell_agents(run, wire::make_message(wire::Forget{"the run is over"}));
  has_closed_ = true; // runs go in tick(): whoever closes this one may be in the middle of a list of them
  place_queued();
}

void Broker::watch(Run& run) {
  if (run.is_closed())
    return;
  if (run.update_streams(now_))
    publish(run);
  if (run.report.state == RunState::preparing)
    replace_absent(run);
  const auto lost = std::find_if(run.streams.begin(), run.streams.end(), [](const auto& it) {
    return it.second.report.state == wire::StreamState::lost;
  });
  if (lost != run.streams.end() && run.report.state == RunState::preparing)
    return close(run, Outcome::refused, lost->second.report.agent + " was lost before the run began");
  if (lost != run.streams.end() && run.report.state == RunState::running &&
      run.report.on_loss == wire::OnLoss::abort)
    stop(run, lost->second.report.agent + " was lost", Haste::in_order);
  const std::int64_t since_start = now_.time_since_epoch().count() - run.report.start_ns;
  if (run.report.state == RunState::running && run.report.max_duration_ns > 0 &&
      since_start - time_for_agents.count() > static_cast<std::int64_t>(run.report.max_duration_ns))
    stop(run,
         "the key of " + run.report.owner + " allows runs of at most " +
             base::format_duration(base::Duration(run.report.max_duration_ns)),
         Haste::in_order);
  close_if_over(run);
  if (now_ >= run.deadline)
    take_deadline(run);
}

void Broker::take_deadline(Run& run) {
  if (run.report.state == RunState::uploading) {
    base::TimePoint news = base::TimePoint::min();
    for (const wire::File& file : run.report.files)
      if (const base::TimePoint last = uploads_.last_news(file.digest); last != base::never)
        news = std::max(news, last);
    if (news != base::TimePoint::min() && news + settings_.prepare_within > now_)
      run.deadline = news + settings_.prepare_within;
    else
      close(run, Outcome::refused, "its files did not come");
  } else if (run.report.state == RunState::preparing) {
    std::string names;
    for (const auto& [number, stream] : run.streams)
      if (stream.job != wire::JobState::ready)
        names += (names.empty() ? "" : ", ") + stream.report.agent;
    close(run, Outcome::refused, "not ready in time: " + names);
  }
}

void Broker::retain() {
  std::vector<Run*> closed;
  for (auto& [id, run] : runs_)
    if (run.is_closed())
      closed.push_back(&run);
  std::stable_sort(closed.begin(), closed.end(), [](const Run* one, const Run* other) {
    return one->report.ended_unix_ns > other->report.ended_unix_ns;
  });
  const auto keep_ns = static_cast<std::uint64_t>(settings_.keep_for.count());
  for (std::size_t i = 0; i < closed.size(); ++i) {
    const wire::RunId id = closed[i]->id;
    if (i == settings_.keep_frames)
      queue_.hold(FoldRun{id}); // those behind it were folded when it was their turn
    if (i < settings_.keep_runs && closed[i]->report.ended_unix_ns + keep_ns > unix_now())
      continue;
    store(store::DropRun{id});
    std::erase_if(notices_, [&](const auto& it) { return it.first.first == id; });
    std::erase_if(notices_due_, [&](const auto& it) { return it.first.first == id; });
    runs_.erase(id);
  }
  drop_files();
}

void Broker::drop_files(bool also_of_runs_that_are_over) {
  std::set<wire::Digest> needed;
  for (const auto& [id, run] : runs_)
    for (const wire::File& file : run.report.files)
      if (!run.is_closed() || (!also_of_runs_that_are_over && uploads_.has(file.digest)))
        needed.insert(file.digest);
  for (const wire::Digest& digest : uploads_.take_unneeded(needed))
    actions_.push_back(DropFile{digest});
}

std::uint32_t Broker::jobs_of(const std::string& agent) const {
  std::uint32_t jobs = 0;
  for (const auto& [id, run] : runs_)
    if (!run.is_closed())
      for (const auto& [number, stream] : run.streams)
        jobs += stream.report.agent == agent && !stream.note.ended;
  return jobs;
}

std::vector<const AgentEntry*> Broker::find_free_agents() const {
  std::vector<std::pair<std::uint32_t, const AgentEntry*>> free;
  for (const auto& [name, agent] : agents_.all()) {
    const std::uint32_t jobs = jobs_of(name);
    if (agent.accepting && jobs < agent.most_jobs && Agents::state_of(agent, now_) == wire::AgentState::live)
      free.emplace_back(jobs, &agent);
  }
  std::stable_sort(free.begin(), free.end(),
                   [](const auto& one, const auto& other) { return one.first < other.first; });
  std::vector<const AgentEntry*> agents;
  for (const auto& [jobs, agent] : free)
    agents.push_back(agent);
  return agents;
}

std::string Broker::count_agents(std::uint32_t wanted) const {
  return "not enough agents: the run takes " + std::to_string(wanted) + ", " +
         base::counted(agents_.all().size(), "agent") + " registered, " +
         std::to_string(find_free_agents().size()) +
         " free; start more with loads-agent, or wait for them with --wait-agents";
}

} // namespace loads::broker
