// SPDX-License-Identifier: Apache-2.0
#include "core/agent/job_process.hpp"

#include "core/module/directories.hpp"
#include "core/worker/process.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace loads::agent {
namespace {

// To end a worker by force and to report.
constexpr base::Duration time_to_obey = std::chrono::seconds(8);
constexpr base::Duration time_to_say_goodbye = std::chrono::milliseconds(300);
constexpr base::Duration time_to_terminate = std::chrono::seconds(5);

} // namespace

JobProcess::JobProcess(std::string slab, base::UniqueFd socket, pid_t pid)
    : slab_file(std::move(slab)), link_(std::move(socket)), pid_(pid),
      ended_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))) {}

base::Result<std::unique_ptr<JobProcess>> JobProcess::start(const job::Order& order) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return base::infrastructure_error(std::string("cannot make a socket for loads-job: ") +
                                      std::strerror(errno));
  base::UniqueFd ours(ends[0]), theirs(ends[1]);
  // Away from the number that it gets in the child, where it would stay close-on-exec.
  const base::UniqueFd given(::fcntl(theirs.get(), F_DUPFD_CLOEXEC, 10));
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, 2, 1); // what tests print goes where the log goes
  ::posix_spawn_file_actions_adddup2(&actions, given.get(), worker::worker_link_fd);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  const std::string program = module::directories().programs + "/loads-job";
  char name[] = "loads-job";
  char* arguments[] = {name, nullptr};
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, program.c_str(), &actions, &attributes, arguments, environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  if (error != 0)
    return base::infrastructure_error("cannot start " + program + ": " + std::strerror(error) +
                                      "; it belongs in the same folder as loads-agent");
  std::unique_ptr<JobProcess> job(new JobProcess(order.slab_file, std::move(ours), pid));
  job->link_.send(worker::LinkType::plan, job::order_to_json(order));
  return job;
}

JobProcess::~JobProcess() {
  if (has_ended())
    return;
  ::kill(-pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void JobProcess::begin() {
  has_begun = true;
  link_.send(worker::LinkType::start, "");
}

void JobProcess::stop(bool by_force, base::TimePoint now) {
  link_.send(worker::LinkType::stop, by_force ? "now" : "");
  if (!by_force)
    return;
  // Before it has begun it may be busy and not listen.
  terminate_at_ = std::min(terminate_at_, has_begun ? now + time_to_obey : now);
  is_done = is_done || !has_begun;
  watch(now);
}

void JobProcess::kill(base::TimePoint now) {
  stop(true, now);
  kill_at_ = std::min(kill_at_, now + time_to_say_goodbye);
}

void JobProcess::watch(base::TimePoint now) {
  if (has_ended_)
    return;
  if (now >= terminate_at_) {
    ::kill(pid_, SIGTERM);
    terminate_at_ = base::never;
    kill_at_ = std::min(kill_at_, now + time_to_terminate);
  }
  if (now >= kill_at_) { // its loads-cleanup does the rest
    ::kill(-pid_, SIGKILL);
    kill_at_ = base::never;
  }
}

bool JobProcess::has_ended() {
  if (!has_ended_ && ::waitpid(pid_, &status_, WNOHANG) == pid_) {
    has_ended_ = true;
    ended_.reset();
    terminate_at_ = kill_at_ = base::never;
  }
  return has_ended_;
}

std::string JobProcess::how_it_ended() const {
  if (WIFSIGNALED(status_))
    return std::string("was ended by SIG") + ::sigabbrev_np(WTERMSIG(status_));
  return "exited with code " + std::to_string(WEXITSTATUS(status_));
}

} // namespace loads::agent
