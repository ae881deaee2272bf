// SPDX-License-Identifier: Apache-2.0
// What runners ask, and the answers.
#include "core/broker/broker.hpp"

#include "core/base/duration.hpp"
#include "core/base/inner_path.hpp"
#include "core/base/text.hpp"
#include "core/job/description.hpp"

#include <algorithm>

namespace loads::broker {

using wire::RunState;

namespace {

constexpr std::uint32_t most_agents = 10000;
constexpr std::size_t most_files = 10000;
constexpr std::size_t most_open_runs = 1000;
constexpr std::size_t longest_title = 1000; // bytes

// What cannot be right, for the user; empty if nothing.
std::string find_fault(const wire::Submit& submit) {
  if (submit.agents == 0 || submit.agents > most_agents)
    return "a run takes from 1 to " + std::to_string(most_agents) + " agents, not " +
           std::to_string(submit.agents);
  if (submit.files.size() > most_files)
    return "a run takes at most " + std::to_string(most_files) + " files along, not " +
           std::to_string(submit.files.size());
  for (const wire::File& file : submit.files) {
    if (const std::string fault = base::find_path_fault(file.name); !fault.empty())
      return "no run takes a file " + base::printable(base::shortened(file.name, 200)) + " along: the name " +
             fault;
  }
  if (submit.title.size() > longest_title)
    return "the title of the run is longer than " + std::to_string(longest_title) + " bytes";
  return {};
}

std::vector<std::string> digests_of(const std::vector<wire::File>& files) {
  std::vector<std::string> texts;
  for (const wire::File& file : files)
    texts.push_back(file.digest.text() + " " + file.name);
  return texts;
}

} // namespace

void Broker::hear(const Peer& peer, const wire::Message& message, const wire::Submit& submit) {
  const wire::RunId& id = message.stream.run;
  if (const auto known = runs_.find(id); known != runs_.end()) { // asked once more
    if (sender_.name() != known->second.report.owner && sender_.key)
      return refuse(peer, message, wire::Refusal::usage, "there is a run with that id, of another key");
    if (reloading_)
      return; // perhaps it was not stored: who repeats the question gets an answer that is true
    if (known->second.report.state == RunState::uploading)
      for (const wire::File& file : known->second.report.files)
        uploads_.want(file, peer, sender_.name(), now_);
    say_when_stored(peer, describe(known->second, message.sequence));
    return;
  }
  if (!can_write())
    return refuse(peer, message, wire::Refusal::infrastructure,
                  store_fault_.empty() ? "the broker reads its store; try again" : store_fault_);
  if (const std::string fault = id ? find_fault(submit) : "the run has no id"; !fault.empty())
    return refuse(peer, message, wire::Refusal::usage, fault);
  if (const auto refused = refused_.find(id); refused != refused_.end())
    return refuse(peer, message, wire::Refusal::infrastructure, refused->second.second);
  if (const auto status = check_observers(settings_.observers, submit.observers, submit.observer_settings);
      !status)
    return refuse(peer, message, wire::Refusal::usage, status.error().text);
  if (const std::string excess = find_excess(submit); !excess.empty())
    return refuse(peer, message, wire::Refusal::usage, excess);
  if (!submit.wait && find_free_agents().size() < submit.agents) {
    refused_[id] = {now_, count_agents(submit.agents)};
    return refuse(peer, message, wire::Refusal::infrastructure, refused_[id].second);
  }
  const auto open =
      std::count_if(runs_.begin(), runs_.end(), [](const auto& it) { return !it.second.is_closed(); });
  if (static_cast<std::size_t>(open) >= most_open_runs)
    return refuse(peer, message, wire::Refusal::infrastructure,
                  "this broker has " + std::to_string(open) + " runs that are not over, it takes no more");
  if (std::string fault = find_fault(submit.files, 0, settings_.uploads); !fault.empty())
    return refuse(peer, message, wire::Refusal::usage, fault);
  if (!find_fault(submit.files, uploads_.bytes(), settings_.uploads).empty())
    drop_files(true);
  if (std::string fault = find_fault(submit.files, uploads_.bytes(), settings_.uploads); !fault.empty())
    return refuse(peer, message, wire::Refusal::infrastructure, fault);
  if (sender_.key && sender_.key->quotas.max_rate > 0 && sender_.key->quotas.max_rate < submit.agents)
    return refuse(peer, message, wire::Refusal::usage,
                  "the key of " + sender_.name() + " allows " + std::to_string(sender_.key->quotas.max_rate) +
                      " requests a second in all (max_rate), too few for " + std::to_string(submit.agents) +
                      " agents; take fewer agents");
  Run& run = runs_[id];
  run.id = id;
  static_cast<wire::RunRequest&>(run.report) = submit;
  run.report.submitted_unix_ns = unix_now();
  run.report.owner = sender_.name();
  run.report.insecure = settings_.is_insecure;
  if (sender_.key) {
    run.report.max_rate = sender_.key->quotas.max_rate;
    run.report.max_duration_ns = static_cast<std::uint64_t>(sender_.key->quotas.max_duration.count());
  }
  audit_submission(run);
  for (const wire::File& file : submit.files) {
    if (uploads_.look_again(file.digest))
      actions_.push_back(CheckFile{file.digest});
    uploads_.want(file, peer, sender_.name(), now_);
    if (file.size == 0 && !uploads_.has(file.digest))
      actions_.push_back(WriteFile{file.digest, 0, 0, {}});
  }
  enter(run, RunState::uploading, settings_.prepare_within);
  upload_or_place(run);
  say_when_stored(peer, describe(run, message.sequence));
}

void Broker::audit_submission(const Run& run) {
  base::AuditEntry entry("submit");
  entry.add("who", sender_.who()).add("run", run.id.text()).add("test", run.report.title);
  entry.add("agents", run.report.agents);
  if (const auto description = job::description_from_json(run.report.plan)) {
    const model::Plan& plan = description->plan;
    entry.add("targets", plan.allow_targets).add("server_url", plan.server_url);
    entry.add("load", model::describe_load(plan));
    entry.add("users", model::format_cycles(plan.users)).add("hits", model::format_cycles(plan.hits));
    entry.add("duration", base::format_duration(plan.duration));
  } // else the agents say what they cannot read
  entry.add("max_rate", run.report.max_rate);
  entry.add("files", digests_of(run.report.files));
  audit(std::move(entry));
}

void Broker::hear(const Peer& peer, const wire::Message& message, const wire::Chunk& chunk) {
  if (!uploads_.is_from(chunk.digest, peer))
    return; // it was not asked for that file, or not lately
  if (std::optional<WriteFile> write = uploads_.take(chunk.digest, message.sequence, chunk.bytes, now_))
    actions_.push_back(std::move(*write));
  for (Send& question : uploads_.next(now_))
    actions_.push_back(std::move(question));
}

void Broker::file_stored(const wire::Digest& digest, base::TimePoint now) {
  now_ = now;
  uploads_.stored(digest);
  place_uploaded();
}

// One that is not right is asked for when its runner speaks next, which it does each second.
void Broker::file_checked(const wire::Digest& digest, bool is_right, base::TimePoint now) {
  now_ = now;
  uploads_.checked(digest, is_right);
  place_uploaded();
}

void Broker::place_uploaded() {
  for (auto& [id, run] : runs_)
    if (run.report.state == RunState::uploading && can_write())
      upload_or_place(run);
}

void Broker::file_failed(const wire::Digest& digest, const std::string& why, base::TimePoint now) {
  now_ = now;
  uploads_.failed(digest);
  for (auto& [id, run] : runs_)
    for (const wire::File& file : run.report.files)
      if (run.report.state == RunState::uploading && file.digest == digest)
        close(run, wire::Outcome::refused, file.name + ": " + why);
}

void Broker::hear(const Peer& peer, const wire::Message& message, const wire::Attach& attach) {
  if (refuse_unknown(peer, message))
    return;
  Run& run = runs_.at(message.stream.run);
  run.update_streams(now_);
  Replay replay{peer, run.id, {}, describe(run, message.sequence)};
  for (const auto& [number, stream] : run.streams) {
    const auto seen = std::find_if(attach.seen.begin(), attach.seen.end(),
                                   [&wanted = number](const wire::Seen& it) { return it.stream == wanted; });
    const std::uint64_t through = seen == attach.seen.end() ? 0 : seen->through;
    if (through < stream.high_water)
      replay.after.push_back({number, through});
  }
  queue_.hold(std::move(replay));
}

void Broker::hear(const Peer& peer, const wire::Message& message, const wire::Stop& request) {
  if (refuse_unknown(peer, message))
    return;
  Run& run = runs_.at(message.stream.run);
  if (!may_stop(run))
    return refuse(peer, message, wire::Refusal::usage,
                  "run " + run.id.text() +
                      " is of another key; it can be stopped with that one, or with one that "
                      "has the role admin");
  if (!can_write())
    return refuse(peer, message, wire::Refusal::infrastructure, store_fault_);
  audit(base::AuditEntry("stop").add("who", sender_.who()).add("run", run.id.text()));
  stop(run, "stopped by " + sender_.who(), request.now ? Haste::now : Haste::in_order);
  say_when_stored(peer, describe(run, message.sequence));
}

void Broker::hear(const Peer& peer, const wire::Message& message, const wire::Ping&) {
  wire::Cluster cluster{settings_.pid, settings_.endpoints, {}, {}};
  for (const auto& [name, agent] : agents_.all())
    cluster.agents.push_back({name, agent.host, agent.pid, Agents::state_of(agent, now_), agent.accepting,
                              jobs_of(name), agent.most_jobs});
  for (const auto& [id, run] : runs_)
    if (may_see(sender_, id))
      cluster.runs.push_back({id, run.report.title, run.report.state, run.report.outcome, run.report.agents,
                              run.report.submitted_unix_ns});
  std::stable_sort(cluster.runs.begin(), cluster.runs.end(), [](const auto& one, const auto& other) {
    return one.submitted_unix_ns < other.submitted_unix_ns;
  });
  say_when_stored(peer, wire::make_message(cluster, {}, message.sequence));
}

void Broker::hear(const Peer& peer, const wire::Message& message, const wire::Panic&) {
  if (!can_write())
    return refuse(peer, message, wire::Refusal::infrastructure, store_fault_);
  wire::Panicked answer;
  std::vector<std::string> ids;
  std::set<std::string> agents;
  for (auto& [id, run] : runs_)
    if (!run.is_closed()) {
      ids.push_back(id.text());
      for (const auto& [number, stream] : run.streams)
        agents.insert(stream.report.agent);
    }
  answer.runs = ids.size();
  answer.agents = agents.size();
  words_.push_back("--panic of " + sender_.who() + ": stops " + base::counted(ids.size(), "run"));
  audit(base::AuditEntry("panic").add("who", sender_.who()).add("runs", ids));
  for (const std::string& id : ids) // the end of one may begin another, which is refused as well
    if (const auto run = runs_.find(*wire::RunId::parse(id)); run != runs_.end())
      run->second.report.wait = false;
  for (const std::string& id : ids)
    if (const auto run = runs_.find(*wire::RunId::parse(id)); run != runs_.end())
      stop(run->second, "stopped by --panic of " + sender_.who(), Haste::kill);
  say_when_stored(peer, wire::make_message(answer, {}, message.sequence));
}

void Broker::refuse(const Peer& peer, const wire::Message& question, wire::Refusal kind,
                    const std::string& reason) {
  for (const auto& [number, what] : {std::pair(wire::Submit::info.number, "submit"),
                                     {wire::Stop::info.number, "stop"},
                                     {wire::Panic::info.number, "panic"}})
    if (question.type == number)
      audit(base::AuditEntry("refuse")
                .add("who", sender_.who())
                .add("run", question.stream.run.text())
                .add("what", what)
                .add("why", reason));
  say(peer, wire::make_message(wire::Refused{kind, reason}, question.stream, question.sequence));
}

bool Broker::refuse_unknown(const Peer& peer, const wire::Message& question) {
  if (runs_.contains(question.stream.run) && !reloading_) {
    if (may_see(sender_, question.stream.run))
      return false;
    refuse(peer, question, wire::Refusal::usage,
           "run " + question.stream.run.text() +
               " is of another key; only that one, and those with the role observe or admin, can look at it");
    return true;
  }
  refuse(peer, question, wire::Refusal::usage,
         "this broker has no run " + question.stream.run.text() + "; --list-runs shows those that it has");
  return true;
}

void Broker::notice_done(const wire::RunId& run, const std::string& observer, module::Delivery delivery,
                         base::TimePoint now) {
  constexpr std::uint32_t most_attempts = 6;
  now_ = now;
  const auto it = notices_.find({run, observer});
  if (it == notices_.end())
    return;
  store::PutNotice& notice = it->second;
  ++notice.attempts;
  if (delivery != module::Delivery::failed || notice.attempts >= most_attempts) {
    if (delivery != module::Delivery::done)
      words_.push_back("the observer " + observer + " could not be told of run " + run.text() +
                       "; given up after " + base::counted(notice.attempts, "attempt"));
    store(store::DropNotice{run, observer});
    notices_.erase(it);
    return;
  }
  store(notice);
  const std::chrono::seconds delay(1 << (2 * notice.attempts));
  words_.push_back("the observer " + observer + " could not be told of run " + run.text() + " (attempt " +
                   std::to_string(notice.attempts) + " of " + std::to_string(most_attempts) +
                   "); it is tried again in " + base::format_duration(delay));
  notices_due_[{run, observer}] = now + delay;
}

} // namespace loads::broker
