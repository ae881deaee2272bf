// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/frame_codec.hpp"
#include "tests/unit/cluster/processes.hpp"

#include <loads/abi/suite.h>

#include <algorithm>
#include <span>

namespace loads::tests {
namespace {

metrics::Frame read_frame(const std::string& bytes) {
  base::Result<metrics::Frame> frame = metrics::decode_frame(std::as_bytes(std::span(bytes)));
  return frame ? std::move(*frame) : metrics::Frame{};
}

} // namespace

std::string simulated_frame(std::uint64_t number, std::uint64_t to_ns, std::uint64_t new_hits,
                            std::uint64_t all_hits) {
  metrics::Frame frame;
  frame.number = number;
  frame.to_ns = to_ns;
  frame.delta.ledger.hits_started = frame.delta.ledger.hits = new_hits;
  frame.delta.ledger.started = frame.delta.ledger.ended[LOADS_PASS] = new_hits;
  frame.running.hits_started = frame.running.hits = all_hits;
  frame.running.started = frame.running.ended[LOADS_PASS] = all_hits;
  return metrics::encode_frame(frame);
}

void Simulation::start_agent(AgentProcess& process) {
  ++process.starts;
  process.peer = "agent " + std::to_string(++connections_);
  process.alarm = {};
  agent::Settings settings;
  settings.name = process.name;
  settings.host = process.name;
  settings.pid = process.starts;
  settings.session = world_.number(UINT64_MAX);
  settings.most_jobs = 3;
  settings.files = process.files;
  settings.weakness = weakness_;
  // What a program does with the spools that it finds.
  for (const auto& [stream, spool] : process.spools) {
    agent::Recovered recovered{stream, 0, false, 0, {}};
    std::uint64_t frames = 0, to_ns = 0;
    for (const auto& [sequence, message] : spool) {
      recovered.last = sequence;
      recovered.ended = message.flags == static_cast<std::uint16_t>(wire::BatchKind::end);
      if (message.flags != static_cast<std::uint16_t>(wire::BatchKind::frame))
        continue;
      const metrics::Frame frame = read_frame(message.payload);
      recovered.hits += frame.delta.ledger.hits;
      frames = frame.number;
      to_ns = frame.to_ns;
    }
    const Worker& worker = process.workers[stream];
    if (worker.hits > recovered.hits)
      recovered.remainder = simulated_frame(frames + 1, std::max(to_ns, worker.to_ns),
                                            worker.hits - recovered.hits, worker.hits);
    settings.recovered.push_back(recovered);
  }
  process.agent = std::make_unique<agent::Agent>(settings, world_.now());
  run_agent(process);
}

void Simulation::kill_agent(AgentProcess& process) {
  if (!process.agent)
    return;
  ++tally_.faults;
  process.unlinked.clear();
  process.agent.reset();
  process.peer.clear();
  for (auto& [stream, worker] : process.workers)
    worker.is_alive = false;
  world_.after(world_.duration(std::chrono::milliseconds(200), std::chrono::seconds(4)),
               [this, &process] { start_agent(process); });
}

void Simulation::run_agent(AgentProcess& process) {
  if (!process.agent)
    return;
  process.agent->tick(world_.now());
  for (const agent::Action& action : process.agent->take_actions())
    act(process, action);
  process.alarm.set(world_,
                    std::max(process.agent->next_deadline(), world_.now() + std::chrono::milliseconds(1)),
                    [this, &process, start = process.starts] {
                      if (start == process.starts)
                        run_agent(process);
                    });
}

void Simulation::act(AgentProcess& process, const agent::Action& action) {
  const auto deliver = [this, &process](const std::string& peer, const wire::Message& message) {
    if (process.peer == peer && !process.is_cut)
      to_broker(peer, message);
  };
  const auto later = [this, &process](base::Duration delay, std::function<void()> what) {
    world_.after(delay, [this, &process, start = process.starts, what = std::move(what)] {
      if (start != process.starts || !process.agent)
        return;
      what();
      run_agent(process);
    });
  };
  if (const auto* send = std::get_if<agent::Send>(&action)) {
    carry(process.peer, send->message, process.last_out, deliver);
  } else if (const auto* spooled = std::get_if<agent::SendSpooled>(&action)) {
    const bool is_unlinked = process.unlinked.contains(spooled->stream);
    const auto& spool = (is_unlinked ? process.unlinked : process.spools).at(spooled->stream);
    carry(process.peer, spool.at(spooled->sequence), process.last_out, deliver);
  } else if (const auto* batch = std::get_if<agent::Spool>(&action)) {
    spool(process, *batch);
  } else if (const auto* abandon = std::get_if<agent::AbandonSpool>(&action)) {
    process.unlinked[abandon->stream] = std::move(process.spools[abandon->stream]);
    process.spools.erase(abandon->stream);
  } else if (const auto* drop = std::get_if<agent::DropSpool>(&action)) {
    process.spools.erase(drop->stream);
    process.unlinked.erase(drop->stream);
    process.workers.erase(drop->stream);
  } else if (const auto* write = std::get_if<agent::WriteFile>(&action)) {
    if (write->offset + write->bytes.size() < write->size)
      return;
    process.files.insert(write->digest);
    later(std::chrono::milliseconds(1),
          [this, &process, digest = write->digest] { process.agent->file_stored(digest, world_.now()); });
  } else if (const auto* prepare = std::get_if<agent::Prepare>(&action)) {
    process.spools[prepare->stream];
    process.workers[prepare->stream] = {1 + world_.number(12), 0, 0, 0, 0, true};
    const bool refuses = world_.chance(0.01);
    later(world_.duration(std::chrono::milliseconds(5), std::chrono::milliseconds(800)),
          [this, &process, refuses, stream = prepare->stream] {
            if (refuses)
              process.agent->worker_failed(stream, "a symbol is missing", world_.now());
            else
              process.agent->worker_ready(stream, "[]", world_.now());
          });
  } else if (const auto* begin = std::get_if<agent::Begin>(&action)) {
    if (!begun_.insert(begin->stream).second)
      throw std::logic_error("a stream began twice");
    work(process, begin->stream);
  } else if (const auto* stop = std::get_if<agent::StopWorker>(&action)) {
    if (process.workers.contains(stop->stream))
      process.workers[stop->stream].seconds_left = 0;
    if (stop->now)
      later(std::chrono::milliseconds(1),
            [this, &process, stream = stop->stream] { end_worker(process, stream, ""); });
  }
}

void Simulation::spool(AgentProcess& process, const agent::Spool& spool) {
  // On the disk at some moment, told a little later: a kill may come in between.
  process.spools[spool.stream];
  const auto when = world_.duration(std::chrono::microseconds(200), std::chrono::milliseconds(15));
  world_.after(when, [this, &process, spool, start = process.starts] {
    if (start != process.starts || !process.agent)
      return;
    const bool fails = process.spool_is_full;
    if (!fails && process.spools.contains(spool.stream))
      process.spools[spool.stream].emplace(
          spool.sequence, wire::make_batch(spool.stream, spool.sequence, spool.kind, spool.bytes));
    world_.after(std::chrono::microseconds(300), [this, &process, spool, start, fails] {
      if (start != process.starts || !process.agent)
        return;
      if (fails)
        process.agent->spool_failed(spool.stream, world_.now());
      else
        process.agent->spooled(spool.stream, spool.sequence, world_.now());
      run_agent(process);
    });
  });
}

// A second of work, and then the next one.
void Simulation::work(AgentProcess& process, const wire::StreamId& stream) {
  world_.after(std::chrono::milliseconds(500), [this, &process, stream, start = process.starts] {
    const auto it = process.workers.find(stream);
    if (start != process.starts || it == process.workers.end() || !it->second.is_alive)
      return;
    Worker& worker = it->second;
    const std::uint64_t hits = world_.number(1000);
    worker.hits += hits;
    worker.to_ns += 500'000'000;
    witness_[stream] += hits;
    tally_.hits += hits;
    if (worker.to_ns % 1'000'000'000 == 0) {
      process.agent->worker_said(
          stream, wire::BatchKind::frame,
          simulated_frame(++worker.frames, worker.to_ns, worker.hits - worker.reported, worker.hits),
          world_.now());
      worker.reported = worker.hits;
      worker.seconds_left -= std::min<std::uint64_t>(1, worker.seconds_left);
    }
    if (world_.chance(0.05))
      process.agent->worker_said(stream, wire::BatchKind::words, "a word", world_.now());
    if (worker.seconds_left == 0)
      end_worker(process, stream, "");
    else
      work(process, stream);
    run_agent(process);
  });
}

// Its agent reads what is in its memory and in no frame.
void Simulation::end_worker(AgentProcess& process, const wire::StreamId& stream, const std::string& trouble) {
  const auto it = process.workers.find(stream);
  if (it == process.workers.end() || !it->second.is_alive || !process.agent ||
      it->second.frames + it->second.to_ns == 0)
    return;
  Worker& worker = it->second;
  worker.is_alive = false;
  if (worker.hits > worker.reported)
    process.agent->worker_said(
        stream, wire::BatchKind::frame,
        simulated_frame(++worker.frames, worker.to_ns, worker.hits - worker.reported, worker.hits),
        world_.now());
  worker.reported = worker.hits;
  process.agent->worker_ended(stream, trouble, world_.now());
  run_agent(process);
}

} // namespace loads::tests
