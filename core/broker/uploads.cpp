// SPDX-License-Identifier: Apache-2.0
#include "core/broker/uploads.hpp"

#include <algorithm>

namespace loads::broker {

bool Uploads::look_again(const wire::Digest& digest) {
  auto known = there_.extract(digest);
  return !known.empty() && looked_at_.insert(std::move(known)).inserted;
}

void Uploads::checked(const wire::Digest& digest, bool is_right) {
  auto known = looked_at_.extract(digest);
  if (!known.empty() && is_right)
    there_.insert(std::move(known));
}

void Uploads::want(const wire::File& file, const Peer& from, const std::string& key, base::TimePoint now) {
  constexpr base::Duration patience = std::chrono::seconds(5);
  if (has(file.digest) || looked_at_.contains(file.digest))
    return;
  const auto [it, is_new] =
      coming_.try_emplace(file.digest, Upload{{file.digest, file.size}, from, key, now});
  Upload& upload = it->second;
  if (is_new || upload.from == from)
    return;
  if (upload.key != key && now < std::max(upload.since, upload.download.last_news()) + patience)
    return;
  upload.from = from;
  upload.key = key;
  upload.since = now;
  upload.download.ask_again();
}

bool Uploads::is_from(const wire::Digest& digest, const Peer& peer) const {
  const auto it = coming_.find(digest);
  return it != coming_.end() && it->second.from == peer;
}

std::optional<WriteFile> Uploads::take(const wire::Digest& digest, std::uint64_t offset,
                                       std::string_view bytes, base::TimePoint now) {
  const auto it = coming_.find(digest);
  if (it == coming_.end() || !it->second.download.take(offset, bytes.size(), now))
    return std::nullopt;
  return WriteFile{digest, it->second.download.size(), offset, std::string(bytes)};
}

void Uploads::stored(const wire::Digest& digest) {
  const auto it = coming_.find(digest);
  there_.try_emplace(digest, it == coming_.end() ? 0 : it->second.download.size());
  coming_.erase(digest);
}

void Uploads::failed(const wire::Digest& digest) {
  coming_.erase(digest);
}

std::vector<wire::Digest> Uploads::take_unneeded(const std::set<wire::Digest>& needed) {
  std::vector<wire::Digest> unneeded;
  const auto take = [&](const auto& it) {
    if (needed.contains(it.first))
      return false;
    unneeded.push_back(it.first);
    return true;
  };
  std::erase_if(there_, take);
  std::erase_if(looked_at_, take);
  std::erase_if(coming_, [&](const auto& it) { // one that is complete is about to be there
    return !it.second.download.complete() && take(it);
  });
  return unneeded;
}

std::uint64_t Uploads::bytes() const {
  std::uint64_t bytes = 0;
  for (const auto* sizes : {&there_, &looked_at_})
    for (const auto& [digest, size] : *sizes)
      bytes += size;
  for (const auto& [digest, upload] : coming_)
    bytes += upload.download.size();
  return bytes;
}

std::vector<Send> Uploads::next(base::TimePoint now) {
  std::vector<Send> questions;
  for (auto& [digest, upload] : coming_)
    if (const std::optional<wire::Need> need = upload.download.next(now))
      questions.push_back({upload.from, wire::make_message(*need)});
  return questions;
}

base::TimePoint Uploads::next_deadline() const {
  base::TimePoint next = base::never;
  for (const auto& [digest, upload] : coming_)
    if (!upload.download.complete())
      next = std::min(next, upload.download.next_deadline());
  return next;
}

base::TimePoint Uploads::last_news(const wire::Digest& digest) const {
  const auto it = coming_.find(digest);
  return it == coming_.end() ? base::never : it->second.download.last_news();
}

} // namespace loads::broker
