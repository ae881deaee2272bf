// SPDX-License-Identifier: Apache-2.0
#include "core/app/observer_app.hpp"
#include "core/base/core_dumps.hpp"

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <sys/prctl.h>
#include <unistd.h>

int main(int count, char**) {
  if (count > 1 || ::isatty(0)) {
    std::fputs("loads-observer: it is started by loads-broker and takes no commands by itself\n", stderr);
    return 2;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL); // nobody would wait for what comes of it
  loads::base::forbid_core_dumps(); // its memory has passwords
  ::signal(SIGPIPE, SIG_IGN);
  ::alarm(90); // if nobody watches it
  std::string task;
  char buffer[4096];
  for (ssize_t got; (got = ::read(0, buffer, sizeof buffer)) > 0;)
    task.append(buffer, static_cast<std::size_t>(got));
  // What the plugin prints is not taken for an answer.
  loads::base::UniqueFd answers(::fcntl(1, F_DUPFD_CLOEXEC, 10));
  ::dup2(2, 1);
  return loads::app::run_observer(task, std::move(answers));
}
