// SPDX-License-Identifier: Apache-2.0
#include "core/worker/process.hpp"

#include "core/module/directories.hpp"
#include "core/worker/worker.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ;

namespace loads::worker {
namespace {

constexpr int look_every_ms = 50;

struct SocketPair {
  base::UniqueFd parent, worker;
};

base::Result<SocketPair> make_sockets() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return base::infrastructure_error(std::string("cannot make a socket for the worker: ") +
                                      std::strerror(errno));
  return SocketPair{base::UniqueFd(ends[0]), base::UniqueFd(ends[1])};
}

class WorkerProcess final : public WorkerHandle {
public:
  WorkerProcess(base::UniqueFd socket, pid_t pid) : link_(std::move(socket)), pid_(pid) {}
  ~WorkerProcess() override {
    kill();
    wait();
  }

  Link& link() override { return link_; }
  pid_t pid() const override { return pid_; }

  void kill() override {
    if (pid_ > 0)
      ::kill(-pid_, SIGKILL);
  }

  bool ends_within(base::Duration time) override {
    if (pid_ <= 0)
      return true;
    base::UniqueFd ended(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
    pollfd entry{ended.get(), POLLIN, 0};
    auto until = base::SteadyClock().now() + time;
    while (true) { // a Ctrl-C is read elsewhere and does not interrupt this
      siginfo_t info{};
      if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid)
        return true;
      if (base::SteadyClock().now() >= until)
        return false;
      ::poll(&entry, 1, look_every_ms);
    }
  }

  WorkerExit wait() override {
    if (pid_ > 0) {
      int status = 0;
      while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
      }
      pid_ = -1;
      exit_ = WIFSIGNALED(status) ? WorkerExit{WTERMSIG(status), 0} : WorkerExit{0, WEXITSTATUS(status)};
    }
    return exit_;
  }

private:
  Link link_;
  pid_t pid_; // also its process group; -1 when it was waited for
  WorkerExit exit_;
};

class WorkerThread final : public WorkerHandle {
public:
  WorkerThread(SocketPair sockets, base::UniqueFd slab, base::UniqueFd events)
      : link_(std::move(sockets.parent)), thread_([socket = std::move(sockets.worker), slab = std::move(slab),
                                                   events = std::move(events)]() mutable {
          run_worker(std::move(socket), std::move(slab), std::move(events), WorkerMode::thread);
        }) {}
  ~WorkerThread() override { wait(); }

  Link& link() override { return link_; }
  pid_t pid() const override { return -1; }
  void kill() override {}
  bool ends_within(base::Duration) override { return true; }
  WorkerExit wait() override {
    if (thread_.joinable())
      thread_.join();
    return {};
  }

private:
  Link link_;
  std::thread thread_;
};

// Another number for the descriptor, away from those that it may be moved to in the child; -1 stays -1.
base::UniqueFd copy_of(int fd) {
  return base::UniqueFd(fd < 0 ? -1 : ::fcntl(fd, F_DUPFD_CLOEXEC, 10));
}

} // namespace

base::Result<std::unique_ptr<WorkerHandle>> start_worker_process(const Inherited& inherited) {
  auto sockets = make_sockets();
  if (!sockets)
    return sockets.error();
  base::UniqueFd link = copy_of(sockets->worker.get()), slab = copy_of(inherited.slab),
                 events = copy_of(inherited.events), module = copy_of(inherited.module),
                 output = copy_of(inherited.output);

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  for (int fd = 1; fd <= 2 && output; ++fd)
    ::posix_spawn_file_actions_adddup2(&actions, output.get(), fd);
  ::posix_spawn_file_actions_adddup2(&actions, link.get(), worker_link_fd);
  ::posix_spawn_file_actions_adddup2(&actions, slab.get(), worker_slab_fd);
  if (events)
    ::posix_spawn_file_actions_adddup2(&actions, events.get(), worker_events_fd);
  if (module)
    ::posix_spawn_file_actions_adddup2(&actions, module.get(), worker_module_fd);
  sigset_t none;
  ::sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);

  std::string program = module::directories().programs + "/loads-worker";
  char name[] = "loads-worker";
  char* arguments[] = {name, nullptr};
  std::vector<char*> variables;
  if (inherited.environment) {
    for (const std::string& each : *inherited.environment)
      variables.push_back(const_cast<char*>(each.c_str()));
    variables.push_back(nullptr);
  }
  pid_t pid = -1;
  int error = ::posix_spawn(&pid, program.c_str(), &actions, &attributes, arguments,
                            inherited.environment ? variables.data() : environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  if (error != 0)
    return base::infrastructure_error("cannot start " + program + ": " + std::strerror(error) +
                                      "; it belongs in the same folder as this program");
  return std::unique_ptr<WorkerHandle>(new WorkerProcess(std::move(sockets->parent), pid));
}

base::Result<std::unique_ptr<WorkerHandle>> start_worker_thread(const Inherited& inherited) {
  auto sockets = make_sockets();
  if (!sockets)
    return sockets.error();
  return std::unique_ptr<WorkerHandle>(
      new WorkerThread(std::move(*sockets), copy_of(inherited.slab), copy_of(inherited.events)));
}

} // namespace loads::worker
