// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/broker/actions.hpp"
#include "core/broker/agents.hpp"
#include "core/broker/commit_queue.hpp"
#include "core/broker/observers.hpp"
#include "core/broker/run.hpp"
#include "core/broker/sender.hpp"
#include "core/broker/upload_limits.hpp"
#include "core/broker/uploads.hpp"
#include "core/module/observer_plugin.hpp"
#include "core/wire/weakness.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace loads::broker {

// To an agent that says something of a part that is no longer its own.
inline constexpr const char* taken_over_text = "another agent takes that part of the run";

struct Settings {
  std::uint64_t pid = 0;
  std::vector<wire::Endpoint> endpoints;
  bool is_insecure = false; // one of them is in the clear, and open to all
  base::TimePoint began{};  // and what the calendar said then
  std::uint64_t began_unix_ns = 0;
  std::map<wire::Digest, std::uint64_t> files; // that are there, with their sizes
  UploadLimits uploads;
  Observers observers;                                         // that it can start
  std::uint32_t credit = 64;                                   // batches of a stream that may be on their way
  base::Duration prepare_within = std::chrono::seconds(60);    // until all agents are ready
  base::Duration start_delay = std::chrono::milliseconds(250); // so that START reaches all before the moment
  std::size_t keep_runs = 100;                                 // that are closed
  std::size_t keep_frames = 20; // of them with a frame for each second, the others as sums
  base::Duration keep_for = std::chrono::hours(24 * 30);
  wire::Weakness weakness = wire::Weakness::none;
};

// The broker without sockets, files and clock: what it hears goes in, what is to be done comes out as
// actions. Nothing leaves it that would not be true after a restart: what it says of runs and batches waits
// for the commit. After a failed commit it goes back to what is stored, as after a restart; agents and
// runners ask and tell again whatever was lost. One thread.
class Broker {
public:
  Broker(Settings settings, const store::Image& image, base::TimePoint now);

  // An error is for the log: nobody but the sender has done wrong.
  base::Status receive(const Sender& sender, const wire::Message& message, base::TimePoint now);
  // Whether somebody may look at the run.
  bool may_see(const Sender& sender, const wire::RunId& run) const;
  void tick(base::TimePoint now);
  base::TimePoint next_deadline() const;
  std::vector<Action> take_actions();
  // Sentences for the log.
  std::vector<std::string> take_words() { return std::exchange(words_, {}); }
  std::vector<std::string> take_faults() { return std::exchange(faults_, {}); }

  void committed(base::TimePoint now);
  void commit_failed(const base::Error& error, base::TimePoint now);
  void reloaded(const store::Image& image, base::TimePoint now);
  void file_stored(const wire::Digest& digest, base::TimePoint now);
  void file_checked(const wire::Digest& digest, bool is_right, base::TimePoint now);
  void file_failed(const wire::Digest& digest, const std::string& why, base::TimePoint now);
  void notice_done(const wire::RunId& run, const std::string& observer, module::Delivery delivery,
                   base::TimePoint now);
  // What was to be sent there cannot arrive any more.
  void connection_lost(const Peer& peer, base::TimePoint now);

  const std::map<wire::RunId, Run>& runs() const { return runs_; }

private:
  struct Handler;

  // Agents: broker_agents.cpp
  void hear(const Peer& peer, const wire::Message& message, const wire::Hello& hello);
  void hear(const Peer& peer, const wire::Message& message, const wire::Beat& beat);
  void hear(const Peer& peer, const wire::Message& message, const wire::Batch& batch);
  void hear(const Peer& peer, const wire::Message& message, const wire::Need& need);
  void challenge(AgentEntry& holder, Challenger challenger);
  void refuse_challenger(AgentEntry& holder);
  void take_jobs(const AgentEntry& agent, const std::vector<wire::JobStatus>& jobs);
  void take_job(const AgentEntry& agent, const wire::JobStatus& job);
  void say_again(const AgentEntry& agent, const wire::JobStatus& job, const Run& run, const Stream& stream);
  void assign(const Run& run, const Stream& stream);
  void tell_agents(const Run& run, const wire::Message& message);
  void acknowledge(const Peer& peer, const wire::StreamId& stream, std::uint64_t high_water);
  void forget(const Peer& peer, const wire::StreamId& stream, const std::string& reason);

  // Runners: broker_runners.cpp
  void hear(const Peer& peer, const wire::Message& message, const wire::Submit& submit);
  void hear(const Peer& peer, const wire::Message& message, const wire::Attach& attach);
  void hear(const Peer& peer, const wire::Message& message, const wire::Stop& stop);
  void hear(const Peer& peer, const wire::Message& message, const wire::Ping& ping);
  void hear(const Peer& peer, const wire::Message& message, const wire::Panic& panic);
  void hear(const Peer& peer, const wire::Message& message, const wire::Chunk& chunk);
  void audit_submission(const Run& run);
  void refuse(const Peer& peer, const wire::Message& question, wire::Refusal kind, const std::string& reason);
  bool refuse_unknown(const Peer& peer, const wire::Message& question);

  // What the key of the message that is being heard allows beyond its roles: broker_keys.cpp
  wire::Hello named_by_key(const wire::Hello& hello) const;
  bool is_of_sender(const Stream& stream) const;
  bool is_for_sender(const wire::Digest& file) const;
  bool may_stop(const Run& run) const;
  std::string find_excess(const wire::Submit& submit) const;
  void complain(std::string words) { complaint_ = std::move(words); }

  // The life of a run: broker_runs.cpp
  void enter(Run& run, wire::RunState state, base::Duration within = base::Duration::zero());
  void upload_or_place(Run& run);
  void place_uploaded();
  void place(Run& run);
  void place_queued();
  Stream& give_part(Run& run, std::uint64_t number, std::uint32_t part, const AgentEntry& agent);
  bool replace(Run& run, std::uint64_t number);
  void replace_absent(Run& run);
  void start_if_ready(Run& run);
  enum class Haste { in_order, now, kill };
  void stop(Run& run, const std::string& reason, Haste haste);
  void close(Run& run, wire::Outcome outcome, const std::string& reason);
  void close_if_over(Run& run);
  void watch(Run& run);
  void take_deadline(Run& run);
  void retain();
  void drop_files(bool also_of_runs_that_are_over = false);
  std::vector<const AgentEntry*> find_free_agents() const;
  std::string count_agents(std::uint32_t wanted) const;
  std::uint32_t jobs_of(const std::string& agent) const;

  // The store: broker.cpp
  void store(store::Operation operation) { queue_.add(std::move(operation), now_); }
  void say(const Peer& to, wire::Message message) { actions_.push_back(Send{to, std::move(message)}); }
  void say_when_stored(const Peer& to, wire::Message message) { queue_.hold(Send{to, std::move(message)}); }
  void publish(const Run& run) { queue_.hold(Publish{describe(run)}); }
  wire::Message describe(const Run& run, std::uint64_t question = 0) const;
  void tell_of_store();
  void take_image(const store::Image& image);
  void audit(base::AuditEntry entry) { actions_.push_back(Audit{std::move(entry)}); }
  bool can_write() const { return !reloading_ && now_ >= writable_at_; }
  std::uint64_t unix_now() const;

  Settings settings_;
  Agents agents_;
  Uploads uploads_;
  CommitQueue queue_;
  std::map<wire::RunId, Run> runs_;
  std::map<std::pair<wire::RunId, std::string>, store::PutNotice> notices_;
  std::map<std::pair<wire::RunId, std::string>, base::TimePoint> notices_due_;
  std::map<wire::RunId, std::pair<base::TimePoint, std::string>>
      refused_;           // a while ago: a late repetition changes nothing
  Sender sender_;         // of the message that is being heard
  std::string complaint_; // about it, for the log
  std::vector<Action> actions_;
  std::vector<std::string> words_, faults_;
  base::TimePoint now_{};
  base::TimePoint next_watch_{};
  bool reloading_ = false;
  bool has_closed_ = false; // a run, since the last retain()
  std::string store_fault_; // the last one, while the store cannot be written
  base::TimePoint writable_at_ = base::TimePoint::min();
  base::Duration back_off_{};
};

} // namespace loads::broker
