// SPDX-License-Identifier: Apache-2.0
#include "core/agent/file_cache.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>

namespace loads::agent {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::hours kept_unused{24 * 30};

std::string write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(file, bytes.data(), bytes.size());
    if (wrote < 0 && errno != EINTR)
      return std::strerror(errno);
    bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(wrote, 0)));
  }
  return {};
}

} // namespace

FileCache::FileCache(std::string folder, std::uint64_t most_bytes)
    : folder_(std::move(folder)), most_bytes_(most_bytes) {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_, ignored))
    if (entry.path().extension() == ".part")
      fs::remove(entry.path(), ignored);
}

std::set<wire::Digest> FileCache::digests() const {
  std::set<wire::Digest> found;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_, ignored))
    if (const auto digest = wire::Digest::parse(entry.path().filename().string()))
      found.insert(*digest);
  return found;
}

base::Error FileCache::failure(const wire::Digest& digest, const std::string& why) {
  downloads_.erase(digest);
  ::unlink(part(digest).c_str());
  return base::infrastructure_error("cannot keep a file of the run in " + folder_ + ": " + why);
}

base::Result<bool> FileCache::write(const wire::Digest& digest, std::uint64_t size, std::uint64_t offset,
                                    std::string_view bytes) {
  if (offset == 0) {
    ::unlink(part(digest).c_str());
    Download fresh;
    fresh.file.reset(
        ::open(part(digest).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!fresh.file)
      return failure(digest, std::strerror(errno));
    downloads_.insert_or_assign(digest, std::move(fresh));
  }
  const auto it = downloads_.find(digest);
  if (it == downloads_.end() || it->second.offset != offset)
    return failure(digest, "its pieces came in a wrong order");
  Download& download = it->second;
  if (const std::string why = write_all(download.file.get(), bytes); !why.empty())
    return failure(digest, why);
  download.hash.add(bytes);
  download.offset += bytes.size();
  if (download.offset < size)
    return false;
  if (download.hash.finish() != digest.bytes)
    return failure(
        digest,
        "what came is not what was announced; hand the run over again, the broker looks at its files then");
  if (::rename(part(digest).c_str(), path(digest).c_str()) != 0)
    return failure(digest, std::strerror(errno));
  downloads_.erase(it);
  return true;
}

void FileCache::remove(const wire::Digest& digest) {
  ::unlink(path(digest).c_str());
}

void FileCache::touch(const wire::Digest& digest) const {
  ::utimensat(AT_FDCWD, path(digest).c_str(), nullptr, 0);
}

std::vector<wire::Digest> FileCache::prune(const std::set<wire::Digest>& needed) {
  struct Kept {
    fs::file_time_type used;
    wire::Digest digest;
    std::uint64_t size;
  };
  std::vector<Kept> all;
  std::uint64_t bytes = 0;
  std::error_code ignored;
  for (const wire::Digest& digest : digests()) {
    all.push_back({fs::last_write_time(path(digest), ignored), digest, fs::file_size(path(digest), ignored)});
    bytes += all.back().size;
  }
  std::sort(all.begin(), all.end(), [](const Kept& one, const Kept& other) { return one.used < other.used; });
  const auto oldest = fs::file_time_type::clock::now() - kept_unused;
  std::vector<wire::Digest> gone;
  for (const Kept& each : all) {
    if (needed.contains(each.digest) || (bytes <= most_bytes_ && each.used >= oldest))
      continue;
    remove(each.digest);
    bytes -= each.size;
    gone.push_back(each.digest);
  }
  return gone;
}

} // namespace loads::agent
