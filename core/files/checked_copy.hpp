// SPDX-License-Identifier: Apache-2.0
// Copies of files that are known by their SHA-256: what is checked is the copy, so that nobody can put
// something else in between.
#pragma once

#include "core/base/result.hpp"
#include "core/base/sha256.hpp"
#include "core/base/unique_fd.hpp"

#include <cstdint>
#include <string>

namespace loads::files {

// The content of a file in memory that nobody can change any more. False: the content is another one.
struct SealedCopy {
  base::UniqueFd memory; // close-on-exec
  bool is_right = false;
};
base::Result<SealedCopy> sealed_copy(const std::string& from, const base::Sha256Digest& digest);
// The same of whatever the file holds.
base::Result<base::UniqueFd> sealed_copy(const std::string& from);

// A new file of that name below the folder, with these permissions. False, and no file: the content is
// another one.
base::Result<bool> checked_copy(const std::string& from, const std::string& folder, const std::string& name,
                                std::uint32_t mode, const base::Sha256Digest& digest);

} // namespace loads::files
