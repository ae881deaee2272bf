// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"
#include "core/sandbox/limits.hpp"

#include <linux/filter.h>
#include <string>
#include <vector>

namespace loads::sandbox {

// A sandbox that is ready to be entered, for good: files by Landlock, system calls by seccomp, no new
// privileges, no capabilities, limits of resources, and a user of its own if the limits name one. Made where
// memory can be had; enter() calls nothing but the kernel, so that a copy of a process may use it before it
// starts a program.
class Sandbox {
public:
  // Fails if this kernel lacks what each sandbox has: Landlock for files, and seccomp.
  static base::Result<Sandbox> make(const Limits& limits);

  // What fails, and errno of it; null if nothing did.
  struct Failure {
    const char* step = nullptr;
    int error = 0;
  };
  // Holds for the calling thread and those that it starts: call it while there is no other. A process in
  // which it fails must end.
  Failure enter() const;
  // The same with a sentence.
  base::Status enter_or_explain() const;

  // What holds, as people read it: "files, system calls, limits, own user 1900000123".
  const std::string& layers() const { return layers_; }

private:
  explicit Sandbox(Limits limits) : limits_(std::move(limits)) {}
  Failure enter_group() const;
  Failure become_user() const;
  Failure set_limits() const;
  void describe(int abi);

  Limits limits_;
  base::UniqueFd files_;
  std::vector<sock_filter> filter_;
  std::string entrance_; // to a control group; empty: to none
  std::string layers_;
};

// Those variables of an environment ("NAME=value") that a test on an agent may know, with HOME and TMPDIR in
// its folder: PATH, LANG, LANGUAGE, LC_*, TZ, LD_LIBRARY_PATH, PYTHONPATH, NODE_PATH, SSL_CERT_FILE,
// SSL_CERT_DIR, and the options of sanitizers.
std::vector<std::string> clean_environment(const std::vector<std::string>& from, const std::string& folder);

} // namespace loads::sandbox
