// SPDX-License-Identifier: Apache-2.0
#include "core/wire/sha256.hpp"

#include "core/base/text.hpp"
#include "core/base/unique_fd.hpp"

#include <openssl/evp.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

namespace loads::wire {

struct Sha256::State {
  State() { EVP_DigestInit_ex(context, EVP_sha256(), nullptr); }
  ~State() { EVP_MD_CTX_free(context); }
  EVP_MD_CTX* context = EVP_MD_CTX_new();
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
}

Digest Sha256::finish() {
  Digest digest;
  EVP_DigestFinal_ex(state_->context, digest.bytes.data(), nullptr);
  return digest;
}

Digest sha256(std::string_view content) {
  Sha256 sum;
  sum.add(content);
  return sum.finish();
}

base::Result<FileDigest> sha256_of_file(const std::string& path) {
  const auto failed = [&] {
    return base::infrastructure_error("cannot read " + base::printable(path) + ": " + std::strerror(errno));
  };
  const base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0)
    return failed();
  Sha256 sum;
  FileDigest file;
  std::vector<char> buffer(std::size_t{256} << 10);
  while (true) {
    const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return failed();
    if (got == 0)
      break;
    sum.add({buffer.data(), static_cast<std::size_t>(got)});
    file.size += static_cast<std::uint64_t>(got);
  }
  file.digest = sum.finish();
  return file;
}

} // namespace loads::wire
