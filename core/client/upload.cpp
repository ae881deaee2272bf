// SPDX-License-Identifier: Apache-2.0
#include "core/client/upload.hpp"

#include "core/base/sha256.hpp"
#include "core/base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace loads::client {

base::Status Upload::add(const std::string& path, wire::File file) {
  const auto read = base::sha256_of_file(path);
  if (!read)
    return read.error();
  file.digest = {read->digest};
  file.size = read->size;
  sources_.try_emplace(file.digest, Source{path, file.size, 0, {}});
  files_.push_back(std::move(file));
  return base::Nothing{};
}

base::Status Upload::answer(Channel& channel, const wire::Need& need) {
  const auto at = sources_.find(need.digest);
  if (at == sources_.end())
    return base::Nothing{}; // of a run before
  Source& source = at->second;
  const auto failed = [&](const std::string& why) {
    return base::infrastructure_error("cannot read " + base::printable(source.path) + ": " + why);
  };
  if (source.fd.get() < 0)
    source.fd = base::UniqueFd(::open(source.path.c_str(), O_RDONLY | O_CLOEXEC));
  if (source.fd.get() < 0)
    return failed(std::strerror(errno));
  std::string piece;
  std::uint64_t offset = need.offset;
  for (std::uint32_t i = 0; i < need.chunks && offset < source.size; ++i, offset += piece.size()) {
    piece.resize(std::min<std::uint64_t>(wire::chunk_bytes, source.size - offset));
    const ssize_t got = ::pread(source.fd.get(), piece.data(), piece.size(), static_cast<off_t>(offset));
    if (got < 0)
      return failed(std::strerror(errno));
    if (static_cast<std::size_t>(got) != piece.size())
      return failed("it became shorter while it was sent to the broker");
    if (!channel.send(wire::make_chunk(need.digest, offset, piece)))
      break;
  }
  source.sent = std::max(source.sent, offset);
  if (source.sent == source.size)
    source.fd = {};
  return base::Nothing{};
}

std::uint64_t Upload::sent_bytes() const {
  std::uint64_t sum = 0;
  for (const auto& [digest, source] : sources_)
    sum += source.sent;
  return sum;
}

std::uint64_t Upload::wanted_bytes() const {
  std::uint64_t sum = 0;
  for (const auto& [digest, source] : sources_)
    sum += source.sent > 0 ? source.size : 0;
  return sum;
}

} // namespace loads::client
