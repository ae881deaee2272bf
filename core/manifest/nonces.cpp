// SPDX-License-Identifier: Apache-2.0
#include "core/manifest/nonces.hpp"

#include "core/base/text.hpp"
#include "core/base/unique_fd.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

namespace loads::manifest {
namespace {

std::string line_of(const Nonce& nonce, std::uint64_t not_after) {
  return nonce.text() + " " + std::to_string(not_after) + "\n";
}

} // namespace

base::Result<Nonces> Nonces::open(const std::string& file, std::uint64_t now_unix_s) {
  Nonces nonces(file);
  std::ifstream stream(file);
  std::string text, kept;
  std::uint64_t not_after = 0;
  while (stream >> text >> not_after)
    if (const auto nonce = Nonce::parse(text); nonce && not_after >= now_unix_s) {
      nonces.used_[*nonce] = not_after;
      kept += line_of(*nonce, not_after);
    }
  if (auto status = nonces.append(kept, true); !status)
    return status.error();
  return nonces;
}

base::Status Nonces::append(const std::string& lines, bool anew) const {
  const std::string target = anew ? file_ + ".new" : file_;
  const base::UniqueFd file(::open(
      target.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (anew ? O_TRUNC : O_APPEND), 0600));
  if (!file || ::write(file.get(), lines.data(), lines.size()) != static_cast<ssize_t>(lines.size()) ||
      ::fsync(file.get()) != 0 || (anew && std::rename(target.c_str(), file_.c_str()) != 0))
    return base::infrastructure_error("cannot write to " + base::printable(target) + ": " +
                                      std::strerror(errno));
  return base::Nothing{};
}

base::Result<bool> Nonces::use(const Nonce& nonce, std::uint64_t not_after_unix_s,
                               const wire::StreamId& stream) {
  if (const auto own = preparing_.find(stream); own != preparing_.end() && own->second == nonce)
    return true;
  if (used_.contains(nonce))
    return false;
  if (auto status = append(line_of(nonce, not_after_unix_s), false); !status)
    return status.error();
  used_[nonce] = not_after_unix_s;
  preparing_[stream] = nonce;
  return true;
}

void Nonces::begun(const wire::StreamId& stream) {
  preparing_.erase(stream);
}

} // namespace loads::manifest
