// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/lock_file.hpp"
#include "core/base/result.hpp"
#include "core/wire/ids.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loads::agent {

// Where one agent keeps what must outlive it; no other agent can have it at the same time:
//   spool/  batches that are not delivered, a file for each stream
//   aside/  those that nobody wanted any more, the newest few
//   files/  suites and other files of runs, by their SHA-256
// What workers record is in memory that is a file below /dev/shm, so that it outlives all processes but is
// never written to a disk while a test runs.
class StateFolder {
public:
  // Makes it if need be.
  static base::Result<StateFolder> open(const std::string& path);
  // The first that is free of above/1, above/2, ...; one in which results wait comes before the others.
  static base::Result<StateFolder> choose(const std::string& above);

  const std::string& path() const { return path_; }
  std::string files() const { return path_ + "/files"; }
  std::string spools() const { return path_ + "/spool"; }
  std::string aside() const { return path_ + "/aside"; }
  std::string spool(const wire::StreamId& stream) const;
  // For what a worker records.
  std::string slab(const wire::StreamId& stream) const;
  // Takes away such files, of all agents of this user, that nobody came back for in a month.
  static void remove_old_slabs();
  // Why there is no memory for such a file; empty if there is.
  static std::string slab_problem();
  // Streams of which something was recorded.
  std::vector<wire::StreamId> slabs() const;

private:
  StateFolder(std::string path, base::LockFile lock, std::string slab_prefix)
      : path_(std::move(path)), lock_(std::move(lock)), slab_prefix_(std::move(slab_prefix)) {}
  static base::Result<StateFolder> fill(const std::string& path, base::LockFile lock);

  std::string path_;
  base::LockFile lock_;
  std::string slab_prefix_;
};

// Whether a process may still write to what a worker records.
bool is_written(const std::string& slab_file);

// "<run>-<stream>", and back from the beginning of a text; null: it is something else.
std::string name_of(const wire::StreamId& stream);
std::optional<wire::StreamId> stream_of(std::string_view name);

} // namespace loads::agent
