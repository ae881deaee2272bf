// SPDX-License-Identifier: Apache-2.0
#include "core/broker/broker.hpp"

#include "core/wire/dispatch.hpp"

#include <algorithm>
#include <iterator>

namespace loads::broker {
namespace {

constexpr base::Duration watch_interval = std::chrono::milliseconds(250);
constexpr base::Duration remember_refusals = std::chrono::minutes(1);
constexpr base::Duration first_back_off = std::chrono::milliseconds(100);
constexpr base::Duration longest_back_off = std::chrono::seconds(5);

// What a message is for, for people.
std::string purpose_of(const wire::MessageInfo& info) {
  for (const auto& [number, purpose] : {std::pair(wire::Hello::info.number, "be an agent"),
                                        {wire::Beat::info.number, "be an agent"},
                                        {wire::Submit::info.number, "hand over runs"},
                                        {wire::Attach::info.number, "look at runs"},
                                        {wire::Stop::info.number, "stop runs"},
                                        {wire::Panic::info.number, "stop all runs"},
                                        {wire::Ping::info.number, "ask what is there"}})
    if (info.number == number)
      return purpose;
  return "send " + std::string(info.name);
}

std::string lack_of_role(const wire::MessageInfo& info, wire::Roles has) {
  return " may not " + purpose_of(info) + ": that takes one of the roles " +
         security::format_roles(info.senders) + ", and it has " + security::format_roles(has) +
         "; use another key, or have the role given to it in the broker's authorized_keys";
}

// Runners wait for an answer; an agent must learn why it is not taken.
bool is_answered(const wire::MessageInfo& info, bool lacks_role) {
  const bool is_of_agent = info.number == wire::Hello::info.number || info.number == wire::Beat::info.number;
  return wire::may_send(info, wire::runner_roles) || (lacks_role && is_of_agent);
}

} // namespace

// Each message that the broker gets has a hear() that takes it.
struct Broker::Handler {
  template <class Payload>
  requires requires(Broker& broker, const Peer& peer, const wire::Message& message, const Payload& payload) {
    broker.hear(peer, message, payload);
  }
  void on(const wire::Message& message, const Payload& payload) { broker.hear(peer, message, payload); }
  void on(const wire::Message& message, const wire::Hello& hello) {
    broker.hear(peer, message, broker.named_by_key(hello));
  }
  Broker& broker;
  const Peer& peer;
};

Broker::Broker(Settings settings, const store::Image& image, base::TimePoint now)
    : settings_(std::move(settings)), uploads_(settings_.files), now_(now) {
  take_image(image);
}

base::Status Broker::receive(const Sender& sender, const wire::Message& message, base::TimePoint now) {
  now_ = now;
  sender_ = sender;
  complaint_.clear();
  base::Status status =
      wire::dispatch<wire::Side::broker>(message, sender.roles, Handler{*this, sender.peer});
  if (!complaint_.empty())
    status = base::infrastructure_error(complaint_);
  const wire::MessageInfo* info = wire::find_message(message.type);
  const bool lacks_role = info && !wire::may_send(*info, sender.roles);
  if (!status && sender.key)
    status = base::infrastructure_error(
        "the key of " + sender.key->name +
        (lacks_role ? lack_of_role(*info, sender.roles) : ": " + status.error().text));
  if (!status && info && complaint_.empty() && is_answered(*info, lacks_role))
    refuse(sender.peer, message, lacks_role ? wire::Refusal::usage : wire::Refusal::infrastructure,
           status.error().text);
  return status;
}

void Broker::tick(base::TimePoint now) {
  now_ = now;
  if (reloading_)
    return;
  for (Send& question : uploads_.next(now))
    actions_.push_back(std::move(question));
  if (now >= next_watch_ && can_write()) {
    next_watch_ = now + watch_interval;
    agents_.forget_lost(now);
    std::erase_if(refused_, [&](const auto& it) { return now - it.second.first >= remember_refusals; });
    for (auto& [id, run] : runs_)
      watch(run);
  }
  if (has_closed_ && can_write()) {
    has_closed_ = false;
    retain();
  }
  for (auto it = notices_due_.begin(); it != notices_due_.end();) {
    if (it->second > now) {
      ++it;
      continue;
    }
    const auto run = runs_.find(it->first.first);
    queue_.hold(Notify{it->first.first, it->first.second,
                       run == runs_.end() ? std::vector<wire::ObserverSetting>()
                                          : run->second.report.observer_settings});
    it = notices_due_.erase(it);
  }
  if (std::optional<store::Transaction> transaction = queue_.take_due(now))
    actions_.push_back(Commit{std::move(*transaction)});
}

base::TimePoint Broker::next_deadline() const {
  base::TimePoint next = std::min({queue_.next_deadline(), uploads_.next_deadline(), next_watch_});
  for (const auto& [key, due] : notices_due_)
    next = std::min(next, due);
  return next;
}

std::vector<Action> Broker::take_actions() {
  std::vector<Action> free = queue_.take_free();
  std::move(free.begin(), free.end(), std::back_inserter(actions_));
  return std::exchange(actions_, {});
}

void Broker::committed(base::TimePoint now) {
  now_ = now;
  std::vector<Action> held = queue_.committed();
  std::move(held.begin(), held.end(), std::back_inserter(actions_));
  back_off_ = {};
  if (std::exchange(store_fault_, {}).empty())
    return;
  words_.push_back("the store can be written again");
  tell_of_store();
  for (const auto& [id, run] : runs_) // batches may come again
    if (!run.is_closed())
      for (const auto& [number, stream] : run.streams)
        if (const AgentEntry* agent = agents_.find_by_name(stream.report.agent))
          acknowledge(agent->peer, {id, number}, stream.high_water);
}

void Broker::commit_failed(const base::Error& error, base::TimePoint now) {
  now_ = now;
  if (store_fault_ != error.text)
    faults_.push_back("the store cannot be written, which is tried again: " + error.text);
  store_fault_ = error.text;
  back_off_ = std::clamp(back_off_ * 2, first_back_off, longest_back_off);
  writable_at_ = now + back_off_;
  reloading_ = true;
  for (const Action& action : queue_.failed()) {
    const Send* send = std::get_if<Send>(&action);
    if (send && send->message.type == wire::Run::info.number && send->message.sequence != 0)
      refuse(send->to, send->message, wire::Refusal::infrastructure, store_fault_);
  }
  actions_.push_back(Reload{});
}

void Broker::reloaded(const store::Image& image, base::TimePoint now) {
  now_ = now;
  reloading_ = false;
  take_image(image);
  tell_of_store();
}

// Who follows a run learns why nothing comes, or that it comes again.
void Broker::tell_of_store() {
  for (const auto& [id, run] : runs_)
    if (!run.is_closed())
      publish(run);
}

wire::Message Broker::describe(const Run& run, std::uint64_t question) const {
  return wire::make_message(wire::Run{run.report, store_fault_}, {run.id, 0}, question);
}

void Broker::take_image(const store::Image& image) {
  runs_ = load_runs(image, now_, words_);
  notices_.clear();
  notices_due_.clear();
  for (const store::PutNotice& notice : image.notices) {
    notices_[{notice.run, notice.observer}] = notice;
    notices_due_[{notice.run, notice.observer}] = now_;
  }
  for (auto& [id, run] : runs_) {
    if (run.report.state == wire::RunState::uploading || run.report.state == wire::RunState::preparing)
      run.deadline = now_ + settings_.prepare_within;
    if (run.report.state == wire::RunState::stopping)
      run.deadline = now_ + stop_within;
    for (auto& [number, stream] : run.streams) // of which agents have spoken since
      if (const AgentEntry* agent = agents_.find_by_name(stream.report.agent))
        stream.heard = std::max(agent->heard, now_ - silent_after);
  }
  next_watch_ = now_;
  drop_files();
}

std::uint64_t Broker::unix_now() const {
  return settings_.began_unix_ns + static_cast<std::uint64_t>((now_ - settings_.began).count());
}

} // namespace loads::broker
