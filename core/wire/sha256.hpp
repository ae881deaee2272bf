// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/wire/ids.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace loads::wire {

// The digest by which a file is known, of content that comes in pieces.
class Sha256 {
public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  void add(std::string_view bytes);
  // Of all that was added. Nothing can be added afterwards.
  Digest finish();

private:
  struct State;
  std::unique_ptr<State> state_;
};

Digest sha256(std::string_view content);

struct FileDigest {
  Digest digest;
  std::uint64_t size = 0;
};
// Reads the whole file.
base::Result<FileDigest> sha256_of_file(const std::string& path);

} // namespace loads::wire
