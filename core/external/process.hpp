// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/last_will.hpp"
#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"
#include "core/sandbox/sandbox.hpp"

#include <string>
#include <sys/types.h>
#include <vector>

namespace loads::external {

// What a runner's process is made of.
struct Launch {
  std::string program; // its file
  std::vector<std::string> words;
  std::vector<std::string> environment;      // "NAME=value"
  std::string folder;                        // its working directory; empty: this one
  std::uint64_t descriptors = 0;             // its soft limit of open files
  const sandbox::Sandbox* sandbox = nullptr; // that it enters first; null: none
};

struct Launched {
  pid_t pid = -1;        // also its session and process group
  base::UniqueFd ended;  // readable when it has ended
  base::UniqueFd output; // what it writes to stdout and stderr
};

// The file that runs for the first word of a command: a path is relative to `folder`, a name is looked for in
// $PATH. The error is a line for the user.
base::Result<std::string> find_program(const std::string& word, const std::string& folder);

// Starts a runner, whose process group is put on the list of the will before it does anything. It is killed
// when the calling thread, which must stay alive, goes away.
base::Result<Launched> launch(const Launch& what, const base::LastWill& will);

// How a process ended, "exited with code 2", "was ended by SIGSEGV"; empty if it went well.
std::string describe_end(int wait_status);

} // namespace loads::external
