// SPDX-License-Identifier: Apache-2.0
// What the store and the files do for the broker, on threads of their own.
#include "core/broker/service.hpp"

#include "core/base/text.hpp"
#include "core/store/fold.hpp"

namespace loads::broker {
namespace {

constexpr std::size_t most_to_write = 32 << 20; // bytes of files that wait for the disk
constexpr std::size_t most_to_read = 1'000;     // questions for pieces of files
constexpr std::size_t replay_bytes = 4 << 20;   // in one answer

base::Result<std::vector<wire::Message>> read_batches(store::Store& store, const Replay& replay) {
  std::vector<wire::Message> messages;
  std::size_t left = replay_bytes;
  for (const wire::Seen& seen : replay.after) {
    auto batches = store.read({replay.run, seen.stream}, seen.through, left);
    if (!batches)
      return batches.error();
    for (store::StoredBatch& batch : *batches) {
      left -= std::min(left, batch.bytes.size());
      messages.push_back(wire::make_batch(batch.stream, batch.sequence, batch.kind, std::move(batch.bytes)));
    }
    if (left == 0)
      break;
  }
  return messages;
}

} // namespace

void Service::act(Send& action) {
  // Who does not get a question for a file is asked again.
  if (action.message.type == wire::Need::info.number && bytes_to_write_ > most_to_write)
    return;
  if (send(action.to, action.message) == wire::Sent::gone)
    broker_.connection_lost(action.to, now());
}

void Service::act(Commit& commit) {
  store_thread_.run_urgently(
      [this, transaction = std::move(commit.transaction)]() -> base::Background::Completion {
        const base::Status status = store_->commit(transaction);
        return [this, status] {
          if (status)
            broker_.committed(now());
          else
            broker_.commit_failed(status.error(), now());
        };
      });
}

void Service::act(Reload&) {
  store_thread_.run_urgently([this]() -> base::Background::Completion {
    return [this, image = store_->load()] {
      if (image)
        broker_.reloaded(*image, now());
      else
        broker_.commit_failed(image.error(), now());
    };
  });
}

void Service::act(Replay& replay) {
  std::shared_ptr<ReplaySlot>& slot = replays_[{replay.to, replay.run}];
  if (!slot)
    slot = std::make_shared<ReplaySlot>();
  {
    const std::lock_guard guard(slot->mutex);
    const bool waits = slot->replay.has_value();
    slot->replay = std::move(replay);
    if (waits)
      return;
  }
  store_thread_.run([this, slot]() -> base::Background::Completion {
    Replay next;
    {
      const std::lock_guard guard(slot->mutex);
      next = std::move(*slot->replay);
      slot->replay.reset();
    }
    return [this, batches = read_batches(*store_, next), next] { answer(next, batches); };
  });
}

void Service::answer(const Replay& replay, const base::Result<std::vector<wire::Message>>& batches) {
  const auto slot = replays_.find({replay.to, replay.run});
  if (slot != replays_.end() && slot->second.use_count() == 1) // no other one waits
    replays_.erase(slot);
  if (!batches) {
    log_.error(batches.error().text);
    (void)send(replay.to,
               wire::make_message(wire::Refused{wire::Refusal::infrastructure, batches.error().text},
                                  replay.then.stream, replay.then.sequence));
    return;
  }
  for (const wire::Message& batch : *batches)
    if (send(replay.to, batch) != wire::Sent::done)
      return; // it asks again
  (void)send(replay.to, replay.then);
}

void Service::act(FoldRun& fold) {
  const auto run = broker_.runs().find(fold.run);
  if (run == broker_.runs().end())
    return;
  for (const auto& [number, stream] : run->second.streams)
    store_thread_.run([this, id = wire::StreamId{fold.run, number}]() -> base::Background::Completion {
      const base::Status status = store::fold_stream(*store_, id);
      if (!status)
        log_.warning(status.error().text + "; run " + id.run.text() + " stays as long as it is");
      return {};
    });
}

void Service::act(WriteFile& write) {
  bytes_to_write_ += write.bytes.size();
  files_thread_.run([this, write = std::move(write)]() -> base::Background::Completion {
    const auto written = files_.write(write.digest, write.size, write.offset, write.bytes);
    return [this, written, digest = write.digest, size = write.bytes.size()] {
      bytes_to_write_ -= size;
      if (!written)
        broker_.file_failed(digest, written.error().text, now());
      else if (*written == FileStore::Written::all)
        broker_.file_stored(digest, now());
    };
  });
}

void Service::act(CheckFile& check) {
  files_thread_.run([this, digest = check.digest]() -> base::Background::Completion {
    return [this, digest, is_right = files_.is_right(digest)] {
      if (!is_right)
        log_.warning("the file " + base::printable(files_.path(digest)) +
                     " is damaged or gone; who hands the run over is asked for it again. Is the disk sound?");
      broker_.file_checked(digest, is_right, now());
    };
  });
}

void Service::act(SendChunks& chunks) {
  if (chunks_to_read_ >= most_to_read)
    return; // it asks again
  ++chunks_to_read_;
  files_thread_.run([this, chunks]() -> base::Background::Completion {
    return [this, chunks, pieces = files_.read(chunks.need.digest, chunks.need.offset, chunks.need.chunks)] {
      --chunks_to_read_;
      if (!pieces)
        return log_.error(pieces.error().text);
      std::uint64_t offset = chunks.need.offset;
      for (const std::string& piece : *pieces) {
        if (send(chunks.to, wire::make_chunk(chunks.need.digest, offset, piece)) != wire::Sent::done)
          return;
        offset += piece.size();
      }
    };
  });
}

void Service::act(DropFile& drop) {
  files_thread_.run([this, digest = drop.digest]() -> base::Background::Completion {
    files_.remove(digest);
    return {};
  });
}

void Service::act(Audit& audit) {
  if (const base::Status status = audit_.write(audit.entry); !status)
    log_.error(status.error().text);
}

void Service::act(Notify& notice) {
  notices_->begin(notice, now());
}

} // namespace loads::broker
