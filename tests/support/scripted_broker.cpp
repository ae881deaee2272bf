// SPDX-License-Identifier: Apache-2.0
#include "tests/support/scripted_broker.hpp"

#include "core/base/sha256.hpp"
#include "core/metrics/frame_codec.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <span>
#include <stdexcept>

namespace loads::test {
namespace {

constexpr std::uint32_t credit = 8;
constexpr int look_every_ms = 20;

wire::RouterSocket bind(const std::string& endpoint) {
  auto socket = wire::RouterSocket::bind(endpoint);
  if (!socket)
    throw std::runtime_error(socket.error().text);
  return std::move(*socket);
}

template <class Payload>
Payload read(const wire::Message& message) {
  auto payload = wire::read_payload<Payload>(message);
  if (!payload)
    throw std::runtime_error(payload.error().text);
  return std::move(*payload);
}

} // namespace

ScriptedBroker::ScriptedBroker(const std::string& endpoint) : socket_(bind(endpoint)) {}

bool ScriptedBroker::wait_until(const std::function<bool()>& condition, std::chrono::seconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until)
      return false;
    pollfd entry{socket_.fd(), POLLIN, 0};
    ::poll(&entry, 1, look_every_ms);
    while (auto received = socket_.receive()) {
      if (!received->message)
        throw std::runtime_error(received->message.error().text);
      take(received->peer, *received->message);
    }
  }
  return true;
}

bool ScriptedBroker::wait_for_agents(std::size_t count) {
  return wait_until([&] { return agents.size() >= count; });
}

bool ScriptedBroker::wait_for(const wire::StreamId& stream, wire::JobState state) {
  return wait_until([&] { return jobs.contains(stream) && jobs[stream].state == state; });
}

wire::File ScriptedBroker::offer(const std::string& path, wire::FileUse use, const std::string& name) {
  std::ifstream file(path, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(file), {}};
  wire::File offered;
  offered.name = name.empty() ? std::filesystem::path(path).filename().string() : name;
  offered.digest = wire::Digest{base::sha256_of(content)};
  offered.size = content.size();
  offered.mode = static_cast<std::uint32_t>(std::filesystem::status(path).permissions()) & 0777;
  offered.use = use;
  files_[offered.digest] = std::move(content);
  return offered;
}

void ScriptedBroker::assign(const wire::StreamId& stream, const job::Description& description,
                            const std::vector<wire::File>& files, const std::string& agent) {
  who_[stream] = agent.empty() ? agents.begin()->first : agent;
  say(stream, wire::make_message(wire::Assign{1, 1, job::description_to_json(description), files}, stream));
}

void ScriptedBroker::start(const wire::StreamId& stream) {
  say(stream, wire::make_message(wire::Start{base::SteadyClock().now().time_since_epoch().count()}, stream));
}

void ScriptedBroker::stop(const wire::StreamId& stream, bool now) {
  say(stream, wire::make_message(wire::Stop{now}, stream));
}

void ScriptedBroker::forget(const wire::StreamId& stream) {
  say(stream, wire::make_message(wire::Forget{"the run is over"}, stream));
}

void ScriptedBroker::say(const wire::StreamId& stream, const wire::Message& message) {
  socket_.send(peers_.at(who_.at(stream)), message);
}

void ScriptedBroker::take(const std::string& peer, const wire::Message& message) {
  if (message.type == wire::Hello::info.number) {
    auto hello = read<wire::Hello>(message);
    peers_[hello.name] = peer;
    names_[peer] = hello.name;
    wire::Welcome welcome{credit, {}};
    for (const wire::JobStatus& job : hello.jobs)
      welcome.marks.push_back({job.run, job.stream, streams[{job.run, job.stream}].durable});
    socket_.send(peer, wire::make_message(welcome));
    take_jobs(peer, hello.jobs);
    agents[hello.name] = std::move(hello);
  } else if (!names_.contains(peer)) {
    socket_.send(peer, wire::make_message(wire::Who{}));
  } else if (message.type == wire::Beat::info.number) {
    const auto beat = read<wire::Beat>(message);
    socket_.send(peer, wire::make_message(wire::BeatAnswer{
                           beat.sent_ns, base::SteadyClock().now().time_since_epoch().count()}));
    agents[names_[peer]].accepting = beat.accepting;
    take_jobs(peer, beat.jobs);
  } else if (message.type == wire::Batch::info.number) {
    take_batch(peer, message);
  } else if (message.type == wire::Need::info.number) {
    const auto need = read<wire::Need>(message);
    ++needs;
    const std::string& content = files_.at(need.digest);
    std::uint64_t offset = need.offset;
    for (std::uint32_t i = 0; i < need.chunks && offset < content.size(); ++i, offset += wire::chunk_bytes)
      socket_.send(peer, wire::make_chunk(need.digest, offset,
                                          std::string_view(content).substr(offset, wire::chunk_bytes)));
  }
}

void ScriptedBroker::take_jobs(const std::string& peer, const std::vector<wire::JobStatus>& told) {
  for (const wire::JobStatus& job : told) {
    const wire::StreamId stream{job.run, job.stream};
    jobs[stream] = job;
    who_[stream] = names_[peer];
  }
}

void ScriptedBroker::take_batch(const std::string& peer, const wire::Message& message) {
  HeardStream& stream = streams[message.stream];
  const auto [at, is_new] = stream.batches.emplace(message.sequence, message.payload);
  stream.came_differently = stream.came_differently || at->second != message.payload;
  if (!acknowledges)
    return;
  if (message.sequence == stream.durable + 1) {
    stream.durable = message.sequence;
    switch (static_cast<wire::BatchKind>(message.flags)) {
    case wire::BatchKind::frame:
      if (const auto frame = metrics::decode_frame(std::as_bytes(std::span(message.payload))))
        stream.totals.merge(*frame);
      break;
    case wire::BatchKind::tests:
      stream.tests.push_back(message.payload);
      break;
    case wire::BatchKind::words:
      stream.words.push_back(message.payload);
      break;
    case wire::BatchKind::events:
      stream.events.push_back(message.payload);
      break;
    case wire::BatchKind::end:
      stream.end = *wire::from_json_text<wire::End>(message.payload);
      break;
    case wire::BatchKind::folded:
      break;
    }
  }
  socket_.send(peer, wire::make_message(wire::Ack{credit}, message.stream, stream.durable));
}

} // namespace loads::test
