// SPDX-License-Identifier: Apache-2.0
#include "core/app/runner_app.hpp"
#include "core/app/standard_streams.hpp"

#include <csignal>
#include <string>
#include <vector>

int main(int count, char** arguments) {
  loads::app::keep_standard_streams();
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
