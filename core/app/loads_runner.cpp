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
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  return loads::app::run_runner(std::vector<std::string>(arguments + 1, arguments + count));
}
