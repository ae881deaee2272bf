// SPDX-License-Identifier: Apache-2.0
#include "core/app/job_app.hpp"
#include "core/worker/process.hpp"

#include <csignal>
#include <cstdio>
#include <fcntl.h>

int main() {
  using namespace loads;
  if (::fcntl(worker::worker_link_fd, F_GETFD) < 0) {
    std::fputs("loads-job: it is started by loads-agent and takes no commands by itself\n", stderr);
    return 2;
  }
  ::fcntl(worker::worker_link_fd, F_SETFD, FD_CLOEXEC);
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  return app::run_job(base::UniqueFd(worker::worker_link_fd));
}
