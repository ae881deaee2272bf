// SPDX-License-Identifier: Apache-2.0
#include "core/external/strays.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace loads::external {
namespace {

// Each round finds those whose parents were killed in the round before.
constexpr int most_rounds = 100;

std::vector<pid_t> find_strays(const std::set<pid_t>& known) {
  std::vector<pid_t> strays;
  std::error_code ignored;
  for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task", ignored)) {
    std::ifstream children(thread.path() / "children");
    for (pid_t pid; children >> pid;)
      if (!known.contains(pid) && ::getpgid(pid) != ::getpgrp())
        strays.push_back(pid);
  }
  return strays;
}

} // namespace

Strays::Strays() {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

Strays::~Strays() {
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
}

void Strays::collect(const std::set<pid_t>& known) {
  for (pid_t pid : find_strays(known))
    ::waitpid(pid, nullptr, WNOHANG);
}

void Strays::end(const std::set<pid_t>& known) {
  for (int round = 0; round < most_rounds; ++round) {
    const std::vector<pid_t> strays = find_strays(known);
    if (strays.empty())
      return;
    for (pid_t pid : strays)
      ::kill(pid, SIGKILL);
    for (pid_t pid : strays)
      ::waitpid(pid, nullptr, 0);
  }
}

} // namespace loads::external
