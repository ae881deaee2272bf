// SPDX-License-Identifier: Apache-2.0
#include "core/app/daemon.hpp"

#include "core/app/standard_streams.hpp"
#include "core/base/text.hpp"

#include <csignal>
#include <cstdio>
#include <sstream>
#include <sys/stat.h>

namespace loads::app {

void prepare_daemon() {
  keep_standard_streams();
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP})
    ::sigaddset(&signals, signal);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  ::umask(077);
}

int complain_as(const std::string& program, const base::Error& error) {
  std::istringstream lines(error.text);
  for (std::string line; std::getline(lines, line);)
    std::fprintf(stderr, "%s: %s\n", program.c_str(), base::printable(line).c_str());
  return error.kind == base::ErrorKind::usage ? 2 : 3;
}

} // namespace loads::app
