// SPDX-License-Identifier: Apache-2.0
// Many agents in one process against a real broker: each sends a frame of so many series a second, as one
// does whose worker has 1,000 hits a second. What is real: the agent's logic, its socket, what travels. What
// is not: workers, and spools on a disk. usage: many_agents ENDPOINT AGENTS SECONDS SERIES [KEY
// KNOWN_BROKERS]; prints a JSON object with how long acknowledgements took, and its own CPU
#include "core/agent/agent.hpp"
#include "core/base/clock.hpp"
#include "core/metrics/frame_codec.hpp"
#include "core/security/key_file.hpp"
#include "core/security/known_brokers.hpp"
#include "core/wire/dealer_socket.hpp"

#include <loads/abi/suite.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <map>
#include <memory>
#include <poll.h>
#include <random>
#include <unistd.h>
#include <vector>

using namespace loads;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t hits_of_a_second = 1000;

const base::SteadyClock steady;
std::mt19937_64 random_numbers(1);

struct Latencies {
  std::vector<double> milliseconds;
  double quantile(double part) {
    if (milliseconds.empty())
      return 0;
    std::sort(milliseconds.begin(), milliseconds.end());
    const double rank = std::ceil(part * static_cast<double>(milliseconds.size()));
    return milliseconds[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
  }
};

metrics::Figures make_second(std::uint64_t series) {
  std::lognormal_distribution<double> times(15, 0.5); // around 3 ms
  metrics::Figures second;
  metrics::Ledger& ledger = second.ledger;
  ledger.hits_started = ledger.hits = ledger.started = ledger.ended[LOADS_PASS] = hits_of_a_second;
  for (std::uint64_t hit = 0; hit < hits_of_a_second; ++hit) {
    metrics::Series& one = second.series[{0, "http://example.test/item/" + std::to_string(hit % series)}];
    ++one.by_class[1];
    one.bytes_received += 500;
    one.class_latency[2].record(static_cast<std::uint64_t>(times(random_numbers)));
  }
  return second;
}

std::string make_frame(std::uint64_t number, const metrics::Figures& second) {
  metrics::Frame frame;
  frame.number = number;
  frame.from_ns = (number - 1) * 1'000'000'000;
  frame.to_ns = number * 1'000'000'000;
  frame.delta = second;
  metrics::Ledger& sums = frame.running;
  sums.hits_started = sums.hits = sums.started = sums.ended[LOADS_PASS] = number * hits_of_a_second;
  return metrics::encode_frame(frame);
}

// One agent: its spool is memory, its worker a clock.
class SimulatedAgent {
public:
  SimulatedAgent(const std::string& endpoint, const wire::SharedClientKeys& keys, std::uint64_t number,
                 std::uint64_t seconds, const metrics::Figures& second, Latencies& latencies)
      : socket_(std::move(*wire::DealerSocket::connect(endpoint, keys))),
        agent_(settings(number), steady.now()), seconds_(seconds), second_(second), latencies_(latencies),
        phase_(std::chrono::milliseconds(number * 617 % 1000)) {}

  int fd() const { return socket_.fd(); }
  bool is_done() const { return begun_ && agent_.is_idle(); }
  bool has_begun() const { return begun_; }
  base::TimePoint deadline() const {
    return said_ < seconds_ ? std::min(agent_.next_deadline(), next_frame_) : agent_.next_deadline();
  }

  void work() {
    while (auto received = socket_.receive()) {
      if (!*received)
        continue;
      const wire::Message& message = **received;
      if (message.type == wire::Ack::info.number)
        acknowledged(message.sequence);
      if (const auto status = agent_.receive(message, steady.now()); !status)
        std::fprintf(stderr, "many_agents: %s\n", status.error().text.c_str());
    }
    if (const base::TimePoint now = steady.now(); begun_ && said_ < seconds_ && now >= next_frame_) {
      agent_.worker_said(stream_, wire::BatchKind::frame, make_frame(++said_, second_), now);
      next_frame_ += 1s;
      if (said_ == seconds_)
        agent_.worker_ended(stream_, "", now);
    }
    agent_.tick(steady.now());
    act();
  }

private:
  static agent::Settings settings(std::uint64_t number) {
    agent::Settings settings;
    settings.name = "agent-" + std::to_string(number);
    settings.host = "here";
    settings.pid = static_cast<std::uint64_t>(::getpid());
    settings.session = random_numbers();
    return settings;
  }

  void acknowledged(std::uint64_t sequence) {
    while (!on_their_way_.empty() && on_their_way_.front().first <= sequence) {
      const base::Duration took = steady.now() - on_their_way_.front().second;
      latencies_.milliseconds.push_back(std::chrono::duration<double, std::milli>(took).count());
      on_their_way_.pop_front();
    }
  }

  void act() {
    for (std::vector<agent::Action> actions = agent_.take_actions(); !actions.empty();
         actions = agent_.take_actions())
      for (const agent::Action& action : actions)
        act(action);
  }

  void act(const agent::Action& action) {
    if (const auto* send = std::get_if<agent::Send>(&action)) {
      if (send->message.type == wire::Batch::info.number)
        on_their_way_.emplace_back(send->message.sequence, steady.now());
      socket_.send(send->message);
    } else if (const auto* spooled = std::get_if<agent::SendSpooled>(&action)) {
      if (on_their_way_.empty() || on_their_way_.back().first < spooled->sequence)
        on_their_way_.emplace_back(spooled->sequence, steady.now());
      socket_.send(spool_.at(spooled->sequence));
    } else if (const auto* batch = std::get_if<agent::Spool>(&action)) {
      spool_[batch->sequence] = wire::make_batch(batch->stream, batch->sequence, batch->kind, batch->bytes);
      agent_.spooled(batch->stream, batch->sequence, steady.now());
    } else if (const auto* prepare = std::get_if<agent::Prepare>(&action)) {
      stream_ = prepare->stream;
      agent_.worker_ready(stream_, "[]", steady.now());
    } else if (std::holds_alternative<agent::Begin>(action)) {
      begun_ = true;
      next_frame_ = steady.now() + phase_; // workers do not cut their frames at the same moment
    }
  }

  wire::DealerSocket socket_;
  agent::Agent agent_;
  const std::uint64_t seconds_;
  const metrics::Figures& second_;
  Latencies& latencies_;
  const base::Duration phase_;
  wire::StreamId stream_;
  bool begun_ = false;
  std::uint64_t said_ = 0;
  base::TimePoint next_frame_ = base::never;
  std::map<std::uint64_t, wire::Message> spool_;
  std::deque<std::pair<std::uint64_t, base::TimePoint>> on_their_way_;
};

// Submits the run until the broker has enough agents for it.
class Submitter {
public:
  Submitter(const std::string& endpoint, const wire::SharedClientKeys& keys, std::uint32_t agents)
      : socket_(std::move(*wire::DealerSocket::connect(endpoint, keys))) {
    for (std::uint8_t& byte : run_.bytes)
      byte = static_cast<std::uint8_t>(std::random_device()());
    submit_.title = "many agents";
    submit_.plan = "{}";
    submit_.agents = agents;
    submit_.wait = true;
  }
  void work() {
    while (auto received = socket_.receive())
      if (*received && (*received)->type == wire::Refused::info.number) {
        std::fprintf(stderr, "many_agents: the broker refuses: %s\n", (*received)->payload.c_str());
        std::exit(3);
      }
    if (steady.now() < next_)
      return;
    next_ = steady.now() + 1s;
    if (!sent_)
      sent_ = socket_.send(wire::make_message(submit_, {run_, 0}, 1));
  }

private:
  wire::DealerSocket socket_;
  wire::RunId run_;
  wire::Submit submit_;
  base::TimePoint next_{};
  bool sent_ = false;
};

// One key for all: its line allows many agents, and lets it submit, too.
wire::SharedClientKeys read_keys(const std::string& endpoint, const char* key_file,
                                 const char* known_brokers) {
  auto key = security::read_key_file(key_file);
  const auto known = security::KnownBrokers::read(known_brokers);
  const std::string* broker = key && known ? known->find(endpoint) : nullptr;
  if (!broker) {
    std::fprintf(stderr, "many_agents: the keys cannot be read\n");
    std::exit(2);
  }
  return std::make_shared<const wire::ClientKeys>(wire::ClientKeys{std::move(key->pair), *broker});
}

} // namespace

int main(int count, char** arguments) {
  if (count != 5 && count != 7) {
    std::fprintf(stderr, "usage: many_agents ENDPOINT AGENTS SECONDS SERIES [KEY KNOWN_BROKERS]\n");
    return 2;
  }
  const std::string endpoint = arguments[1];
  const std::uint64_t agents = std::strtoull(arguments[2], nullptr, 10);
  const std::uint64_t seconds = std::strtoull(arguments[3], nullptr, 10);
  const std::uint64_t series = std::strtoull(arguments[4], nullptr, 10);

  const wire::SharedClientKeys keys = count == 7 ? read_keys(endpoint, arguments[5], arguments[6]) : nullptr;

  const metrics::Figures second = make_second(series);
  Latencies latencies;
  std::vector<std::unique_ptr<SimulatedAgent>> all;
  std::vector<pollfd> entries;
  for (std::uint64_t number = 1; number <= agents; ++number) {
    all.push_back(std::make_unique<SimulatedAgent>(endpoint, keys, number, seconds, second, latencies));
    entries.push_back({all.back()->fd(), POLLIN, 0});
  }
  Submitter submitter(endpoint, keys, static_cast<std::uint32_t>(agents));
  const base::TimePoint give_up = steady.now() + std::chrono::seconds(seconds + 60);
  bool told = false;
  while (!std::all_of(all.begin(), all.end(), [](const auto& agent) { return agent->is_done(); })) {
    ::poll(entries.data(), entries.size(), 5);
    for (std::size_t i = 0; i < all.size(); ++i)
      if (entries[i].revents || steady.now() >= all[i]->deadline())
        all[i]->work();
    submitter.work();
    if (!std::exchange(told, told || std::all_of(all.begin(), all.end(),
                                                 [](const auto& agent) { return agent->has_begun(); })) &&
        told) {
      std::printf("begun\n"); // who measures the broker can begin, too
      std::fflush(stdout);
    }
    if (steady.now() > give_up) {
      std::fprintf(stderr, "many_agents: the run did not end in time\n");
      return 3;
    }
  }
  const double cpu = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  std::printf("{\"cpu_s\": %.2f, \"batches\": %zu, \"ack_p50_ms\": %.1f, \"ack_p99_ms\": %.1f, "
              "\"ack_max_ms\": %.1f}\n",
              cpu, latencies.milliseconds.size(), latencies.quantile(0.5), latencies.quantile(0.99),
              latencies.quantile(1));
  return 0;
}
