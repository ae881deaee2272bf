// SPDX-License-Identifier: Apache-2.0
#include "core/app/runner_app.hpp"

#include <csignal>
#include <fcntl.h>
#include <string>
#include <vector>

namespace {

// A stream that the caller has closed would be taken by the next descriptor that is opened, and what is said
// to the user would be written there. A report for a closed stdout is one that cannot be written.
void keep_standard_streams() {
  for (int fd = 0; fd <= 2; ++fd)
    if (::fcntl(fd, F_GETFD) < 0)
      ::open("/dev/null", fd == 1 ? O_RDONLY : O_RDWR);
}

} // namespace

int main(int count, char** arguments) {
  keep_standard_streams();
  // Signals are read, not suffered: blocked here, before there are threads, and in all of them.
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  if (::signal(SIGHUP, SIG_DFL) == SIG_IGN) // nohup: it would be read all the same if it were blocked
    ::signal(SIGHUP, SIG_IGN);
  else
    ::sigaddset(&signals, SIGHUP);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  return loads::app::run_runner(std::vector<std::string>(arguments + 1, arguments + count));
}
