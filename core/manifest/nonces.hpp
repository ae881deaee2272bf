// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/manifest/manifest.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace loads::manifest {

// The nonces of manifests that were used on this machine and have not expired, in a file that outlives the
// agent: a line "<nonce> <expiry>" each. One thread.
class Nonces {
public:
  // Leaves out what has expired. An Error if the file cannot be read or written.
  static base::Result<Nonces> open(const std::string& file, std::uint64_t now_unix_s);

  // True if it was not used before, or is being prepared by that stream and has not begun. It is on the disk
  // then.
  base::Result<bool> use(const Nonce& nonce, std::uint64_t not_after_unix_s, const wire::StreamId& stream);
  // From now on the stream, too, would be one that uses it again.
  void begun(const wire::StreamId& stream);

private:
  explicit Nonces(std::string file) : file_(std::move(file)) {}
  base::Status append(const std::string& lines, bool anew) const;

  std::string file_;
  std::map<Nonce, std::uint64_t> used_; // and when each expires
  std::map<wire::StreamId, Nonce> preparing_;
};

} // namespace loads::manifest
