// SPDX-License-Identifier: Apache-2.0
#include "core/agent/spooler.hpp"

#include <algorithm>
#include <filesystem>
#include <sys/eventfd.h>

namespace loads::agent {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_aside = 20;

} // namespace

Spooler::Spooler(const StateFolder& folder, SpoolFiles files)
    : folder_(folder), files_(std::move(files)), news_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      thread_([this] { work(); }) {}

Spooler::~Spooler() {
  {
    std::lock_guard lock(mutex_);
    quit_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Spooler::wish(std::function<void()> what) {
  {
    std::lock_guard lock(mutex_);
    wishes_.push_back(std::move(what));
  }
  changed_.notify_one();
}

void Spooler::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return quit_ || !wishes_.empty(); });
    if (wishes_.empty())
      return;
    const std::function<void()> next = std::move(wishes_.front());
    wishes_.pop_front();
    lock.unlock();
    next();
    lock.lock();
  }
}

void Spooler::answer(SpoolAnswer answer) {
  {
    std::lock_guard lock(mutex_);
    answers_.push_back(std::move(answer));
  }
  ::eventfd_write(news_.get(), 1);
}

std::vector<SpoolAnswer> Spooler::take_answers() {
  eventfd_t ignored = 0;
  ::eventfd_read(news_.get(), &ignored);
  std::lock_guard lock(mutex_);
  return std::exchange(answers_, {});
}

base::Result<SpoolFile*> Spooler::find_or_make(const wire::StreamId& stream) {
  if (const auto it = files_.find(stream); it != files_.end())
    return it->second.get();
  auto made = SpoolFile::create(folder_.spool(stream), stream);
  if (!made)
    return made.error();
  return files_.emplace(stream, std::move(*made)).first->second.get();
}

void Spooler::append(const wire::StreamId& stream, std::uint64_t sequence, std::uint16_t kind,
                     std::string bytes) {
  wish([this, stream, sequence, kind, bytes = std::move(bytes)] {
    auto file = find_or_make(stream);
    const base::Status status = file ? (*file)->append(sequence, kind, bytes) : base::Status(file.error());
    if (status)
      answer({SpoolAnswer::Kind::spooled, stream, sequence, {}, {}});
    else
      answer({SpoolAnswer::Kind::failed, stream, sequence, {}, status.error().text});
  });
}

void Spooler::read(const wire::StreamId& stream, std::uint64_t sequence) {
  wish([this, stream, sequence] {
    const auto it = files_.find(stream);
    if (it == files_.end())
      return; // dropped meanwhile
    auto batch = it->second->read(sequence);
    if (batch)
      answer({SpoolAnswer::Kind::read, stream, sequence, std::move(*batch), {}});
    else
      answer({SpoolAnswer::Kind::read, stream, sequence, {}, batch.error().text});
  });
}

void Spooler::abandon(const wire::StreamId& stream) {
  wish([this, stream] {
    std::error_code ignored;
    fs::remove(folder_.spool(stream), ignored);
  });
}

void Spooler::drop(const wire::StreamId& stream, bool is_delivered) {
  wish([this, stream, is_delivered] {
    files_.erase(stream);
    std::error_code ignored;
    if (is_delivered)
      fs::remove(folder_.spool(stream), ignored);
    else
      keep_aside(stream);
  });
}

void Spooler::keep_aside(const wire::StreamId& stream) const {
  std::error_code ignored;
  fs::rename(folder_.spool(stream), folder_.aside() + "/" + name_of(stream), ignored);
  std::vector<std::pair<fs::file_time_type, fs::path>> all;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_.aside(), ignored))
    all.emplace_back(entry.last_write_time(ignored), entry.path());
  std::sort(all.begin(), all.end());
  for (std::size_t i = 0; i + most_aside < all.size(); ++i)
    fs::remove(all[i].second, ignored);
}

} // namespace loads::agent
