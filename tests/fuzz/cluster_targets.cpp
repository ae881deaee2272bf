// SPDX-License-Identifier: Apache-2.0
// What agents and runners do to a broker, and what they find on disks.
#include "core/agent/spool_file.hpp"
#include "core/broker/broker.hpp"
#include "core/client/run_results.hpp"
#include "core/metrics/frame_codec.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/unit/store/memory_store.hpp"

#include <sys/mman.h>
#include <unistd.h>

using namespace loads;
using namespace loads::fuzz;

namespace {

constexpr const char* agents[] = {"a", "b"};
const wire::RunId run_ids[] = {{{1}}, {{2}}};

// A broker to whom everything happens, and a model of what it must then have.
class Broken {
public:
  explicit Broken(Input& choices) : choices_(choices) { restart(); }

  void step() {
    const char* agent = agents[choices_.below(2)];
    const wire::StreamId stream{run_ids[choices_.below(2)], 1 + choices_.below(3)};
    switch (choices_.below(12)) {
    case 0:
      tell(agent, wire::make_message(wire::Hello{agent, "host", 1, 1, 2, true, jobs()}, {}, ++spoken_));
      break;
    case 1:
      tell(agent, wire::make_message(wire::Beat{0, choices_.byte() != 1, jobs()}, {}, ++spoken_));
      break;
    case 2: {
      wire::Submit submit;
      submit.title = "a.Test";
      submit.plan = "{}";
      submit.agents = 1 + static_cast<std::uint32_t>(choices_.below(2));
      submit.wait = choices_.flag();
      tell("runner", wire::make_message(submit, {stream.run, 0}, 1));
      break;
    }
    case 3:
    case 4:
    case 5:
    case 6:
      batch(agent, stream);
      break;
    case 7:
      now_ += std::chrono::milliseconds(choices_.below(20'000));
      break;
    case 8:
      tell("runner", wire::make_message(wire::Stop{choices_.flag()}, {stream.run, 0}, 1));
      break;
    case 9:
      restart();
      break;
    case 10:
      fails_ = choices_.below(3) == 1;
      break;
    default:
      tell("runner", wire::make_message(wire::Attach{}, {stream.run, 0}, 1));
    }
    go();
  }

  void check() {
    const auto image = store_.load();
    for (const auto& stream : image->streams) {
      std::uint64_t hits = 0, next = 1;
      const auto batches = store_.read(stream.stream, 0, SIZE_MAX);
      for (const store::StoredBatch& batch : *batches) {
        require(batch.sequence == next++, "batches are stored once each, in order, without a gap");
        hits += hits_of(batch.sequence);
      }
      require(stream.high_water + 1 == next, "the mark is that of the last batch");
      require(stream.high_water >= acknowledged_[stream.stream], "what was acknowledged is stored");
      if (const auto run = broker_->runs().find(stream.stream.run);
          run != broker_->runs().end() && is_settled_)
        if (const auto it = run->second.streams.find(stream.stream.stream); it != run->second.streams.end())
          require(it->second.note.hits == hits, "the sum of a stream is that of its batches");
    }
  }

private:
  static std::uint64_t hits_of(std::uint64_t sequence) { return sequence * 7 % 11; }

  void restart() {
    broker::Settings settings;
    settings.began = now_;
    settings.keep_runs = 1000; // what is dropped is not looked at here
    settings.keep_frames = 1000;
    broker_ = std::make_unique<broker::Broker>(settings, *store_.load(), now_);
    go();
  }
  std::vector<wire::JobStatus> jobs() {
    std::vector<wire::JobStatus> list;
    for (std::uint64_t count = choices_.below(3); count > 0; --count)
      list.push_back({run_ids[choices_.below(2)], 1 + choices_.below(3),
                      static_cast<wire::JobState>(choices_.below(7)), 0, ""});
    return list;
  }
  // The batch that comes next, or one that comes again or too early; each always is the same.
  void batch(const char* agent, const wire::StreamId& stream) {
    std::uint64_t& sent = sent_[stream];
    const std::uint64_t ahead = choices_.below(8);
    const std::uint64_t sequence = ahead < 5 ? ++sent : ahead == 5 ? sent + 3 : 1 + sent / 2;
    metrics::Frame frame;
    frame.number = sequence;
    frame.to_ns = sequence * 1'000'000'000;
    frame.delta.ledger.hits = frame.delta.ledger.hits_started = hits_of(sequence);
    for (std::uint64_t i = 1; i <= sequence; ++i)
      frame.running.hits += hits_of(i);
    frame.running.hits_started = frame.running.hits;
    tell(agent, wire::make_batch(stream, sequence, static_cast<std::uint16_t>(wire::BatchKind::frame),
                                 metrics::encode_frame(frame)));
  }
  void tell(const char* peer, const wire::Message& message) {
    static_cast<void>(
        broker_->receive(broker::Sender::without_key(peer), *wire::decode(wire::encode(message)), now_));
  }
  void go() {
    is_settled_ = true;
    for (int round = 0; round < 20; ++round) {
      now_ += std::chrono::milliseconds(5);
      broker_->tick(now_);
      const auto actions = broker_->take_actions();
      for (const broker::Action& action : actions)
        act(action);
      is_settled_ = actions.empty() && !fails_;
      if (actions.empty())
        return;
    }
  }
  void act(const broker::Action& action) {
    if (const auto* commit = std::get_if<broker::Commit>(&action)) {
      if (fails_)
        return broker_->commit_failed(base::infrastructure_error("the disk is full"), now_);
      require(static_cast<bool>(store_.commit(commit->transaction)), "a transaction has no gap");
      broker_->committed(now_);
    } else if (std::holds_alternative<broker::Reload>(action)) {
      broker_->reloaded(*store_.load(), now_);
    } else if (const auto* send = std::get_if<broker::Send>(&action);
               send && send->message.type == wire::Ack::info.number) {
      std::uint64_t& mark = acknowledged_[send->message.stream];
      mark = std::max(mark, send->message.sequence);
      check_mark(send->message);
    }
  }
  void check_mark(const wire::Message& ack) {
    const auto image = store_.load();
    for (const auto& stream : image->streams)
      if (stream.stream == ack.stream)
        require(stream.high_water >= ack.sequence, "nothing is acknowledged before it is stored");
  }

  Input& choices_;
  base::TimePoint now_{std::chrono::hours(1)};
  tests::MemoryStore store_;
  std::unique_ptr<broker::Broker> broker_;
  std::map<wire::StreamId, std::uint64_t> sent_, acknowledged_;
  std::uint64_t spoken_ = 0;
  bool fails_ = false, is_settled_ = true;
};

} // namespace

LOADS_FUZZ(batch_apply, 400) {
  Input choices(input);
  Broken broker(choices);
  for (int steps = 0; !choices.empty() && steps < 200; ++steps)
    broker.step();
  broker.check();
}

LOADS_FUZZ(broker_messages, 1024) {
  broker::Broker broker({}, {}, base::TimePoint(std::chrono::hours(1)));
  base::TimePoint now{std::chrono::hours(1)};
  Input choices(input);
  while (!choices.empty()) {
    wire::Message message;
    message.type = static_cast<std::uint8_t>(choices.below(32));
    message.flags = static_cast<std::uint16_t>(choices.below(8));
    message.stream = {run_ids[choices.below(2)], choices.below(4)};
    message.sequence = choices.number();
    message.payload = choices.text(255);
    now += std::chrono::milliseconds(choices.below(5'000));
    static_cast<void>(broker.receive(broker::Sender::without_key(agents[choices.below(2)]), message, now));
    broker.tick(now);
    for (const broker::Action& action : broker.take_actions())
      if (std::holds_alternative<broker::Commit>(action))
        broker.committed(now);
  }
}

LOADS_FUZZ(spool_recovery, 2048) {
  const base::UniqueFd memory(::memfd_create("spool", MFD_CLOEXEC));
  const wire::StreamId stream{run_ids[0], 1};
  Input choices(input);
  std::string bytes = wire::encode(wire::make_batch(stream, 0, 0, {}));
  std::uint64_t sequence = 0;
  while (!choices.empty()) {
    const std::uint64_t deed = choices.below(8);
    sequence += deed == 0 ? choices.below(3) : 1;
    std::string record = wire::encode(wire::make_batch(stream, sequence, 1, std::string(choices.text(100))));
    if (deed == 1)
      record.resize(choices.below(record.size()));
    if (deed == 2)
      record[choices.below(record.size())] ^= static_cast<char>(choices.byte());
    bytes += record;
  }
  require(::write(memory.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()), "memory");
  const std::string path = "/proc/self/fd/" + std::to_string(memory.get());
  std::uint64_t last = 0, size = 0;
  {
    const auto spool = agent::SpoolFile::recover(path);
    require(static_cast<bool>(spool), "a spool with a head is one");
    last = (*spool)->last(), size = (*spool)->bytes();
    require(size + (*spool)->cut_bytes() == bytes.size(), "what is not kept is cut");
    require(last == 0 || static_cast<bool>((*spool)->read(last)), "the last batch is there");
    require(static_cast<bool>((*spool)->append(last + 1, 1, "next")), "and it goes on behind it");
  }
  const auto again = agent::SpoolFile::recover(path);
  require(again && (*again)->last() == last + 1 && (*again)->cut_bytes() == 0, "once more it is whole");
}

LOADS_FUZZ(run_results, 2048) {
  client::RunResults results({.frame = [](std::uint64_t, const metrics::Frame&) {},
                              .words = [](std::uint64_t, std::string_view) {},
                              .events = [](const events::Unpacked&) {}});
  Input choices(input);
  while (!choices.empty()) {
    client::Delivery delivery{choices.below(3), static_cast<wire::BatchKind>(choices.below(8)), {}};
    delivery.bytes = choices.text(255);
    static_cast<void>(results.take(delivery, {}));
  }
  results.totals();
}
