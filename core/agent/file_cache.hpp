// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/base/sha256.hpp"
#include "core/base/unique_fd.hpp"
#include "core/wire/ids.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace loads::agent {

// Files of runs in a folder, each by the SHA-256 of its content, which was right when it came; who uses one
// checks it again. One thread.
class FileCache {
public:
  // What half came to a former process is taken away.
  explicit FileCache(std::string folder, std::uint64_t most_bytes = std::uint64_t{4} << 30);

  std::set<wire::Digest> digests() const;
  std::string path(const wire::Digest& digest) const { return folder_ + "/" + digest.text(); }
  // Takes the next piece; pieces come in order. True when the file is whole.
  base::Result<bool> write(const wire::Digest& digest, std::uint64_t size, std::uint64_t offset,
                           std::string_view bytes);
  void remove(const wire::Digest& digest);
  // It is needed now: it is among the last to go.
  void touch(const wire::Digest& digest) const;
  // Takes away what was not used for a month and, if there is too much, what was not used for longest; but
  // not those in `needed`. Returns what is gone.
  std::vector<wire::Digest> prune(const std::set<wire::Digest>& needed);

private:
  struct Download {
    base::UniqueFd file;
    base::Sha256 hash;
    std::uint64_t offset = 0;
  };
  std::string part(const wire::Digest& digest) const { return path(digest) + ".part"; }
  base::Error failure(const wire::Digest& digest, const std::string& why);

  std::string folder_;
  std::uint64_t most_bytes_;
  std::map<wire::Digest, Download> downloads_;
};

} // namespace loads::agent
