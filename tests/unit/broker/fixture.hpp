// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/broker/broker.hpp"
#include "core/metrics/frame_codec.hpp"
#include "tests/unit/store/memory_store.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace loads::broker {

constexpr base::Duration second = std::chrono::seconds(1);
const wire::RunId run{{1}}, other_run{{2}};

inline std::string frame_of(std::uint64_t number, std::uint64_t hits, std::uint64_t all_hits) {
  metrics::Frame frame;
  frame.number = number;
  frame.to_ns = number * 1'000'000'000;
  frame.delta.ledger.hits = frame.delta.ledger.hits_started = hits;
  frame.running.hits = frame.running.hits_started = all_hits;
  return metrics::encode_frame(frame);
}

// A broker with a store in memory, which is told things by hand.
struct Fixture {
  Fixture() { restart(); }

  void restart() {
    Settings settings;
    settings.pid = 4321;
    settings.began = now;
    settings.began_unix_ns = 1'000'000'000'000;
    settings.observers = {{"irc", {}}};
    settings.keep_runs = 3;
    settings.keep_frames = 2;
    broker = std::make_unique<Broker>(settings, *store.load(), now);
    actions.clear();
    go();
  }

  // Lets the broker act; commits if that is wanted.
  void go() {
    for (bool more = true; more;) {
      more = false;
      broker->tick(now);
      for (Action& action : broker->take_actions()) {
        if (const auto* commit = std::get_if<Commit>(&action); commit && commits) {
          BOOST_TEST(bool(store.commit(commit->transaction)));
          broker->committed(now);
          more = true;
        } else {
          actions.push_back(std::move(action));
        }
      }
    }
  }
  void advance(base::Duration duration) {
    now += duration;
    go();
  }
  template <class Payload>
  void tell(const Peer& peer, const Payload& payload, const wire::StreamId& stream = {},
            std::uint64_t sequence = 0) {
    BOOST_TEST(
        bool(broker->receive(Sender::without_key(peer), wire::make_message(payload, stream, sequence), now)));
    go();
  }
  // Somebody with a key says that; the complaint that comes of it, or nothing.
  template <class Payload>
  std::string tell_as(const security::AuthorizedKey& key, const Payload& payload,
                      const wire::StreamId& stream = {}, std::uint64_t sequence = 0) {
    const Sender sender =
        Sender::with_key("of " + key.name, std::make_shared<const security::AuthorizedKey>(key));
    const base::Status status = broker->receive(sender, wire::make_message(payload, stream, sequence), now);
    go();
    return status ? "" : status.error().text;
  }
  void batch(const Peer& peer, const wire::StreamId& stream, std::uint64_t sequence, wire::BatchKind kind,
             const std::string& bytes) {
    BOOST_TEST(bool(
        broker->receive(Sender::without_key(peer),
                        wire::make_batch(stream, sequence, static_cast<std::uint16_t>(kind), bytes), now)));
    go();
    advance(std::chrono::milliseconds(5)); // until it is stored
  }
  // The messages of that type for that peer, which then are gone.
  template <class Payload>
  std::vector<wire::Message> take_all(const Peer& peer) {
    std::vector<wire::Message> found;
    std::erase_if(actions, [&](const Action& action) {
      const auto* send = std::get_if<Send>(&action);
      if (!send || send->to != peer || send->message.type != Payload::info.number)
        return false;
      found.push_back(send->message);
      return true;
    });
    return found;
  }
  template <class Payload>
  std::optional<Payload> take(const Peer& peer) {
    const std::vector<wire::Message> found = take_all<Payload>(peer);
    if (found.empty())
      return std::nullopt;
    return *wire::read_payload<Payload>(found.back());
  }
  template <class Kind>
  std::optional<Kind> take_action() {
    for (auto it = actions.begin(); it != actions.end(); ++it)
      if (const auto* found = std::get_if<Kind>(&*it)) {
        const Kind action = *found;
        actions.erase(it);
        return action;
      }
    return std::nullopt;
  }

  // An agent called NAME at the connection NAME.
  void hello(const std::string& name, std::vector<wire::JobStatus> jobs = {}) {
    tell(name, wire::Hello{name, "host of " + name, 7, 1, 2, true, std::move(jobs)}, {}, ++spoken);
  }
  // One called NAME from another process, at the connection PEER.
  void hello_of_another(const std::string& name, const Peer& peer, std::uint64_t session = 2) {
    tell(peer, wire::Hello{name, "other host", 8, session, 2, true, {}}, {}, ++spoken);
  }
  void lose_connection(const Peer& peer) {
    broker->connection_lost(peer, now);
    go();
  }
  void beat(const std::string& name, std::vector<wire::JobStatus> jobs = {}) {
    tell(name, wire::Beat{0, true, std::move(jobs)}, {}, ++spoken);
  }
  void submit(std::uint32_t agents, const wire::RunId& id = run, bool wait = false,
              wire::OnLoss on_loss = wire::OnLoss::degrade) {
    wire::Submit submit;
    submit.title = "a.Test";
    submit.plan = "{}";
    submit.agents = agents;
    submit.wait = wait;
    submit.on_loss = on_loss;
    submit.observers = {"irc"};
    tell("runner", submit, {id, 0}, 5);
  }
  wire::JobStatus job(std::uint64_t stream, wire::JobState state, const wire::RunId& id = run) {
    return {id, stream, state, 1, state == wire::JobState::failed ? "no such symbol" : "", ""};
  }
  // A run on agents a and b, up to its start.
  void run_on_two() {
    hello("a");
    hello("b");
    submit(2);
    beat("a", {job(1, wire::JobState::ready)});
    beat("b", {job(2, wire::JobState::ready)});
  }
  void end(const Peer& peer, const wire::StreamId& stream, std::uint64_t sequence, wire::End end = {}) {
    batch(peer, stream, sequence, wire::BatchKind::end, wire::to_json_text(end));
  }
  const wire::RunReport& report(const wire::RunId& id = run) { return broker->runs().at(id).report; }

  base::TimePoint now{std::chrono::hours(1)};
  tests::MemoryStore store;
  bool commits = true;
  std::unique_ptr<Broker> broker;
  std::vector<Action> actions;
  std::uint64_t spoken = 0;
};

} // namespace loads::broker
