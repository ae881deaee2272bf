// SPDX-License-Identifier: Apache-2.0
#include "core/broker/file_store.hpp"

#include "core/base/private_folder.hpp"
#include "core/wire/limits.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace loads::broker {
namespace {

namespace fs = std::filesystem;

base::Error failure(const std::string& what, const std::string& path) {
  return base::infrastructure_error("the broker cannot " + what + " " + path + ": " + std::strerror(errno));
}

} // namespace

base::Result<FileStore> FileStore::open(const std::string& folder) {
  if (base::Status made = base::make_private_folder(folder); !made)
    return made.error();
  std::error_code failed;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, failed))
    if (entry.path().extension() == ".part")
      ::unlink(entry.path().c_str());
  if (failed)
    return base::infrastructure_error("cannot read the folder " + folder + ": " + failed.message());
  return FileStore(folder);
}

std::map<wire::Digest, std::uint64_t> FileStore::list() const {
  std::map<wire::Digest, std::uint64_t> files;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_, ignored))
    if (const auto digest = wire::Digest::parse(entry.path().filename().string()))
      files.emplace(*digest, entry.file_size(ignored));
  return files;
}

base::Result<FileStore::Written> FileStore::write(const wire::Digest& digest, std::uint64_t size,
                                                  std::uint64_t offset, std::string_view bytes) {
  if (offset == 0)
    if (base::Status begun = begin(digest); !begun)
      return begun.error();
  const auto found = incoming_.find(digest);
  if (found == incoming_.end() || found->second.size != offset)
    return Written::nothing;
  base::Status status = append(found->second, bytes);
  const bool is_whole = status && found->second.size == size;
  if (is_whole)
    status = finish(digest, found->second);
  if (!status || is_whole)
    incoming_.erase(found);
  if (!status) {
    ::unlink(unfinished(digest).c_str());
    return status.error();
  }
  return is_whole ? Written::all : Written::more;
}

base::Status FileStore::begin(const wire::Digest& digest) {
  const std::string name = unfinished(digest);
  base::UniqueFd fd(::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd)
    return failure("write", name);
  incoming_.insert_or_assign(digest, Incoming{std::move(fd), {}, 0});
  return base::Nothing{};
}

base::Status FileStore::append(Incoming& file, std::string_view bytes) {
  file.hash.add(bytes);
  while (!bytes.empty()) {
    const ssize_t size = ::write(file.fd.get(), bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR)
      continue;
    if (size < 0)
      return failure("write a file to", folder_);
    bytes.remove_prefix(static_cast<std::size_t>(size));
    file.size += static_cast<std::uint64_t>(size);
  }
  return base::Nothing{};
}

base::Status FileStore::finish(const wire::Digest& digest, Incoming& file) {
  if (file.hash.finish() != digest.bytes)
    return base::infrastructure_error(
        "what arrived is not the file that was announced (its SHA-256 differs)");
  const std::string from = unfinished(digest), to = path(digest);
  const base::UniqueFd folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (::fsync(file.fd.get()) != 0 || ::rename(from.c_str(), to.c_str()) != 0 || ::fsync(folder.get()) != 0)
    return failure("write", to);
  return base::Nothing{};
}

base::Result<std::vector<std::string>> FileStore::read(const wire::Digest& digest, std::uint64_t offset,
                                                       std::uint32_t most) const {
  const std::string name = path(digest);
  const base::UniqueFd fd(::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd)
    return failure("read", name);
  std::vector<std::string> pieces;
  while (pieces.size() < most) {
    std::string piece(wire::chunk_bytes, '\0');
    std::size_t size = 0;
    while (size < piece.size()) {
      const ssize_t got =
          ::pread(fd.get(), piece.data() + size, piece.size() - size, static_cast<off_t>(offset + size));
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return failure("read", name);
      if (got == 0)
        break;
      size += static_cast<std::size_t>(got);
    }
    piece.resize(size);
    offset += size;
    if (size == 0)
      break;
    pieces.push_back(std::move(piece));
    if (size < wire::chunk_bytes)
      break;
  }
  return pieces;
}

bool FileStore::is_right(const wire::Digest& digest) const {
  const auto read = base::sha256_of_file(path(digest));
  return read && read->digest == digest.bytes;
}

void FileStore::remove(const wire::Digest& digest) {
  ::unlink(path(digest).c_str());
  if (incoming_.erase(digest) > 0)
    ::unlink(unfinished(digest).c_str());
}

} // namespace loads::broker
