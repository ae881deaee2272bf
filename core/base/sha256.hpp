// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace loads::base {

using Sha256Digest = std::array<std::uint8_t, 32>;

// The SHA-256 of bytes that come piece by piece.
class Sha256 {
public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void add(std::string_view bytes);
  // Of all that came; nothing may be added afterwards.
  Sha256Digest finish();

private:
  struct State;
  std::unique_ptr<State> state_;
};

Sha256Digest sha256_of(std::string_view bytes);

struct FileSha256 {
  Sha256Digest digest{};
  std::uint64_t size = 0;
};
// Reads the whole file.
Result<FileSha256> sha256_of_file(const std::string& path);

} // namespace loads::base
