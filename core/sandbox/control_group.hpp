// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <cstdint>
#include <string>

namespace loads::sandbox {

// Where the kernel shows control groups (cgroup v2), and in which this process is.
struct GroupSystem {
  std::string mount = "/sys/fs/cgroup";
  std::string own = "/proc/self/cgroup";
};

// Makes room for groups of runs below the group of this process, if a service manager has left that to it
// (Delegate= of systemd): the process moves into a group "agent" of its own there, since a group with
// processes can share nothing out, and groups of former runs are removed. The folder below which groups can
// be made; an Error says in a few words why there is none.
base::Result<std::string> make_room_for_groups(const GroupSystem& system = {});

// A control group for the processes of one run, all together. It goes with the object, when they are gone.
class RunGroup {
public:
  struct Most {
    std::uint64_t memory = 0; // bytes, those of files that are kept in memory included; 0: any
    std::uint64_t tasks = 0;  // processes and threads; 0: any
  };
  // `room`: what make_room_for_groups() said.
  static base::Result<RunGroup> make(const std::string& room, const std::string& name, const Most& most);
  RunGroup(RunGroup&&) noexcept = default;
  RunGroup& operator=(RunGroup&&) = delete;
  ~RunGroup();

  const std::string& folder() const { return folder_; }
  // Whether a process of it was killed because there was no memory left for it.
  bool ran_out_of_memory() const;

private:
  explicit RunGroup(std::string folder) : folder_(std::move(folder)) {}
  std::string folder_;
};

// The file by which a process moves itself into a group: it writes "0" to it.
std::string entrance_of(const std::string& group);

} // namespace loads::sandbox
