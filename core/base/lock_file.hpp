// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"

#include <optional>
#include <string>
#include <sys/types.h>

namespace loads::base {

// A file that one process at a time holds, with its id in it. Held until this goes or the process ends,
// however that happens; the file goes with this.
class LockFile {
public:
  // An Error if the file cannot be made; empty if another process (or another LockFile of this one) holds it.
  static Result<std::optional<LockFile>> acquire(const std::string& path);
  // Who holds it, or 0. Says nothing about the next moment.
  static pid_t holder(const std::string& path);

  LockFile(LockFile&&) noexcept = default;
  LockFile& operator=(LockFile&&) = delete;
  ~LockFile();

private:
  LockFile(std::string path, UniqueFd fd) : path_(std::move(path)), fd_(std::move(fd)) {}

  std::string path_;
  UniqueFd fd_;
};

} // namespace loads::base
