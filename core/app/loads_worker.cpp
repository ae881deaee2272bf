// SPDX-License-Identifier: Apache-2.0
#include "core/worker/process.hpp"
#include "core/worker/worker.hpp"

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <unistd.h>

int main() {
  using namespace loads;
  if (::fcntl(worker::worker_link_fd, F_GETFD) < 0 || ::fcntl(worker::worker_slab_fd, F_GETFD) < 0) {
    std::fputs("loads-worker: it is started by loads-runner and takes no commands by itself\n", stderr);
    return 2;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL); // no orphan goes on loading a server
  ::signal(SIGPIPE, SIG_IGN);
  // Not for what tests start. Those for events and the suite may be missing.
  for (int fd :
       {worker::worker_link_fd, worker::worker_slab_fd, worker::worker_events_fd, worker::worker_module_fd})
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  ::pthread_atfork(nullptr, nullptr,
                   [] { // nor for what they fork: the parent sees the end of this process by the link
                     ::close(worker::worker_link_fd);
                     ::close(worker::worker_slab_fd);
                   });
  return worker::run_worker(base::UniqueFd(worker::worker_link_fd), base::UniqueFd(worker::worker_slab_fd),
                            base::UniqueFd(worker::worker_events_fd), worker::WorkerMode::process);
}
