// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cluster/processes.hpp"

#include <algorithm>

namespace loads::tests {

void Simulation::start_broker() {
  ++broker_starts_;
  broker::Settings settings;
  settings.pid = broker_starts_;
  settings.began = world_.now();
  settings.began_unix_ns =
      1'700'000'000'000'000'000 + static_cast<std::uint64_t>(world_.now().time_since_epoch().count());
  settings.files = broker_files_;
  settings.weakness = weakness_;
  broker_parts_.clear();
  broker_alarm_ = {};
  broker_ = std::make_unique<broker::Broker>(settings, *store_.load(), world_.now());
  run_broker();
}

void Simulation::kill_broker() {
  if (!broker_)
    return;
  ++tally_.faults;
  broker_.reset();
  // What was under way is in the store, or not; nobody was told.
  if (under_way_ && world_.chance(0.5))
    (void)store_.commit(*under_way_);
  under_way_.reset();
  for (auto& process : agents_) // all connections are gone
    process->peer = "agent " + std::to_string(++connections_);
  for (auto& process : runners_)
    process->peer = "runner " + std::to_string(++connections_);
  world_.after(world_.duration(std::chrono::milliseconds(100), std::chrono::seconds(3)),
               [this] { start_broker(); });
}

void Simulation::run_broker() {
  if (!broker_)
    return;
  broker_->tick(world_.now());
  for (auto actions = broker_->take_actions(); !actions.empty(); actions = broker_->take_actions())
    for (const broker::Action& action : actions)
      act(action);
  broker_alarm_.set(world_, std::max(broker_->next_deadline(), world_.now() + std::chrono::milliseconds(1)),
                    [this, start = broker_starts_] {
                      if (start == broker_starts_)
                        run_broker();
                    });
}

void Simulation::to_broker(const std::string& peer, const wire::Message& message) {
  if (!broker_)
    return;
  (void)broker_->receive(broker::Sender::without_key(peer), message, world_.now());
  run_broker();
}

void Simulation::act(const broker::Action& action) {
  const auto deliver = [this](const std::string& to, const wire::Message& message) {
    for (auto& process : agents_)
      if (process->peer == to && process->agent && !process->is_cut) {
        (void)process->agent->receive(message, world_.now());
        run_agent(*process);
      }
    for (auto& process : runners_)
      if (process->peer == to && !process->is_cut)
        to_runner(*process, message);
  };
  const auto send = [&](const std::string& to, const wire::Message& message) {
    for (auto& process : agents_)
      if (process->peer == to)
        carry(to, message, process->last_in, deliver);
    for (auto& process : runners_)
      if (process->peer == to)
        carry(to, message, process->last_in, deliver);
  };
  const auto is_there = [this](const std::string& to) {
    const auto has_it = [&to](const auto& process) { return process->peer == to; };
    return std::any_of(agents_.begin(), agents_.end(), has_it) ||
           std::any_of(runners_.begin(), runners_.end(), has_it);
  };
  if (const auto* it = std::get_if<broker::Send>(&action)) {
    send(it->to, it->message);
    if (!is_there(it->to))
      broker_->connection_lost(it->to, world_.now());
  } else if (const auto* publish = std::get_if<broker::Publish>(&action)) {
    for (auto& process : runners_)
      if (!world_.chance(weather_.feed_lost))
        send(process->peer, publish->message);
  } else if (const auto* transaction = std::get_if<broker::Commit>(&action)) {
    commit(transaction->transaction);
  } else if (std::get_if<broker::Reload>(&action)) {
    world_.after(world_.duration(std::chrono::milliseconds(1), std::chrono::milliseconds(50)),
                 [this, start = broker_starts_] {
                   if (!broker_ || start != broker_starts_)
                     return;
                   broker_->reloaded(*store_.load(), world_.now());
                   run_broker();
                 });
  } else if (const auto* write = std::get_if<broker::WriteFile>(&action)) {
    if (write->offset + write->bytes.size() < write->size)
      return;
    broker_files_.emplace(write->digest, write->size);
    world_.after(std::chrono::milliseconds(1), [this, digest = write->digest, start = broker_starts_] {
      if (!broker_ || start != broker_starts_)
        return;
      broker_->file_stored(digest, world_.now());
      run_broker();
    });
  } else if (const auto* check = std::get_if<broker::CheckFile>(&action)) {
    world_.after(std::chrono::milliseconds(1), [this, digest = check->digest, start = broker_starts_] {
      if (!broker_ || start != broker_starts_)
        return;
      broker_->file_checked(digest, broker_files_.contains(digest), world_.now());
      run_broker();
    });
  } else if (const auto* drop = std::get_if<broker::DropFile>(&action)) {
    broker_files_.erase(drop->digest);
  } else if (const auto* chunks = std::get_if<broker::SendChunks>(&action)) {
    std::uint64_t size = 0;
    for (auto& process : runners_)
      for (const wire::File& file : process->submit.files)
        if (file.digest == chunks->need.digest)
          size = file.size;
    std::uint64_t offset = chunks->need.offset;
    for (std::uint32_t i = 0; i < chunks->need.chunks && offset < size; ++i, offset += wire::chunk_bytes)
      send(chunks->to,
           wire::make_chunk(chunks->need.digest, offset,
                            std::string(std::min<std::uint64_t>(wire::chunk_bytes, size - offset), 'f')));
  } else if (const auto* replay = std::get_if<broker::Replay>(&action)) {
    std::size_t left = 500; // bytes: in small pieces
    for (const wire::Seen& seen : replay->after) {
      const auto batches = store_.read({replay->run, seen.stream}, seen.through, left);
      for (const store::StoredBatch& batch : *batches) {
        send(replay->to, wire::make_batch(batch.stream, batch.sequence, batch.kind, batch.bytes));
        left -= std::min(left, batch.bytes.size());
      }
      if (left == 0)
        break;
    }
    send(replay->to, replay->then);
  }
}

void Simulation::commit(const store::Transaction& transaction) {
  under_way_ = std::make_unique<store::Transaction>(transaction);
  const base::Duration slow =
      world_.chance(0.02) ? std::chrono::milliseconds(500) : std::chrono::milliseconds(20);
  world_.after(world_.duration(std::chrono::microseconds(500), slow), [this, start = broker_starts_] {
    if (!broker_ || start != broker_starts_ || !under_way_)
      return;
    const base::Status status = store_is_full_ ? base::Status(base::infrastructure_error("the disk is full"))
                                               : store_.commit(*under_way_);
    under_way_.reset();
    if (status)
      broker_->committed(world_.now());
    else
      broker_->commit_failed(status.error(), world_.now());
    run_broker();
  });
}

} // namespace loads::tests
