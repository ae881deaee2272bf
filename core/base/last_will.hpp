// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"

#include <string>
#include <string_view>
#include <sys/types.h>

namespace loads::base {

// What is to be cleaned up even if this process is killed: a small process of its own waits for that, then
// kills the process groups and removes the files and folders that are on its list. When the object goes in
// good order, the list is carried out by its owner, and the small process just ends. One thread.
class LastWill {
public:
  // Copies this process: best done before it has threads.
  static Result<LastWill> make();
  LastWill(LastWill&&) noexcept = default;
  LastWill& operator=(LastWill&&) = delete;
  ~LastWill();

  pid_t pid() const { return pid_; }

  void add_group(pid_t group) { tell('G', std::to_string(group)); }
  // For a process that was forked and has a group of its own: adds that, so that there is no moment without.
  // Calls nothing but the kernel.
  void add_own_group() const;
  void drop_group(pid_t group) { tell('g', std::to_string(group)); }
  void add_tree(const std::string& folder) { tell('T', folder); } // with all that is in it
  void add_path(const std::string& path) { tell('P', path); }     // a file, or a folder if it is empty then

private:
  LastWill(UniqueFd pipe, pid_t pid) : pipe_(std::move(pipe)), pid_(pid) {}
  void tell(char what, std::string_view of);

  UniqueFd pipe_;
  pid_t pid_;
};

} // namespace loads::base
