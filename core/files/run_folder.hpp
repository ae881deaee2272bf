// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/last_will.hpp"
#include "core/base/result.hpp"
#include "core/files/include_pattern.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace loads::files {

// A folder to which a run brings files, and from which exactly those go when the object does, or when the
// program is killed (by the LastWill, which is borrowed). What was there before, and what the run wrote,
// stays.
class RunFolder {
public:
  // Who else may pass through folders above it that are made for it: as the umask says, or all, who still
  // cannot list them.
  enum class Above { as_usual, passable };
  // Makes the folder, and those above it, where they are missing.
  static base::Result<RunFolder> open(const std::string& path, base::LastWill& will,
                                      Above above = Above::as_usual);
  RunFolder(RunFolder&&) noexcept = default;
  RunFolder& operator=(RunFolder&&) = delete;
  ~RunFolder();

  const std::filesystem::path& path() const { return path_; } // absolute
  // Copies with modes. A file that is there already must be the same; it is never written over.
  base::Status bring(const std::vector<IncludedPath>& included);
  // A new file below the folder, with the folders that it needs; `write` makes it.
  base::Status place(const std::filesystem::path& relative,
                     const std::function<base::Status(const std::filesystem::path& target)>& write);

private:
  explicit RunFolder(base::LastWill& will) : will_(&will) {}
  base::Status make_folder(const std::filesystem::path& folder);
  base::Status make_folders_above(const std::filesystem::path& relative);
  base::Status copy(const IncludedPath& file);
  void made(const std::filesystem::path& path);

  base::LastWill* will_;
  std::filesystem::path path_;
  std::vector<std::filesystem::path> made_; // in that order
};

// A new folder of this program's own, which only this user can enter. It goes with all that is in it.
class PrivateFolder {
public:
  static base::Result<PrivateFolder> make(base::LastWill& will);
  PrivateFolder(PrivateFolder&&) noexcept = default;
  PrivateFolder& operator=(PrivateFolder&&) = delete;
  ~PrivateFolder();

  const std::filesystem::path& path() const { return path_; }

private:
  explicit PrivateFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

} // namespace loads::files
