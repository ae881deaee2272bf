// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/base/sha256.hpp"
#include "core/base/unique_fd.hpp"
#include "core/wire/ids.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace loads::broker {

// Files by their digest, in a folder. One that is there is whole and right, also after a crash: it gets its
// name when all of it is on the disk and its SHA-256 was found to be the one asked for. One thread.
class FileStore {
public:
  // Makes the folder, and clears away what was not finished.
  static base::Result<FileStore> open(const std::string& folder);

  // Those that are there, with their sizes.
  std::map<wire::Digest, std::uint64_t> list() const;

  enum class Written { more, all, nothing }; // nothing: the piece does not follow the last one
  // The next piece of a file; pieces come in order. After an Error, the file begins anew with its first
  // piece.
  base::Result<Written> write(const wire::Digest& digest, std::uint64_t size, std::uint64_t offset,
                              std::string_view bytes);
  // At most `most` pieces of the usual size, from the offset; none behind the end.
  base::Result<std::vector<std::string>> read(const wire::Digest& digest, std::uint64_t offset,
                                              std::uint32_t most) const;
  // Whether a file that came is still what it was.
  bool is_right(const wire::Digest& digest) const;
  std::string path(const wire::Digest& digest) const { return folder_ + "/" + digest.text(); }
  // Also one that has come in part.
  void remove(const wire::Digest& digest);

private:
  struct Incoming {
    base::UniqueFd fd;
    base::Sha256 hash;
    std::uint64_t size = 0; // written so far
  };

  explicit FileStore(std::string folder) : folder_(std::move(folder)) {}
  std::string unfinished(const wire::Digest& digest) const { return path(digest) + ".part"; }
  base::Status begin(const wire::Digest& digest);
  base::Status append(Incoming& file, std::string_view bytes);
  base::Status finish(const wire::Digest& digest, Incoming& file);

  std::string folder_;
  std::map<wire::Digest, Incoming> incoming_;
};

} // namespace loads::broker
