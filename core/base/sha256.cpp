// SPDX-License-Identifier: Apache-2.0
#include "core/base/sha256.hpp"

#include "core/base/text.hpp"
#include "core/base/unique_fd.hpp"

#include <openssl/evp.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <new>
#include <unistd.h>
#include <vector>

namespace loads::base {

struct Sha256::State {
  State() : context(EVP_MD_CTX_new()) {
    if (!context || EVP_DigestInit_ex(context, EVP_sha256(), nullptr) != 1)
      throw std::bad_alloc(); // nothing else can be wrong
  }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  EVP_MD_CTX* context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::string_view bytes) {
  EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
}

Sha256Digest Sha256::finish() {
  Sha256Digest digest{};
  EVP_DigestFinal_ex(state_->context, digest.data(), nullptr);
  return digest;
}

Sha256Digest sha256_of(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.finish();
}

Result<FileSha256> sha256_of_file(const std::string& path) {
  const auto failed = [&] {
    return infrastructure_error("cannot read " + printable(path) + ": " + std::strerror(errno));
  };
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0)
    return failed();
  Sha256 sum;
  FileSha256 file;
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

} // namespace loads::base
