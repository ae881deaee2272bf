// SPDX-License-Identifier: Apache-2.0
#include "core/base/child_process.hpp"

#include "core/base/signals.hpp"
#include "core/base/unique_fd.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace loads::base {
namespace {

int start(const std::vector<std::string>& command, int output, pid_t& pid) {
  std::vector<char*> arguments;
  for (const std::string& part : command)
    arguments.push_back(const_cast<char*>(part.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  for (int fd = 1; fd <= 2 && output >= 0; ++fd)
    ::posix_spawn_file_actions_adddup2(&actions, output, fd);
  posix_spawnattr_t attributes;
  sigset_t none;
  ::sigemptyset(&none);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  const int error = ::posix_spawnp(&pid, arguments[0], &actions, &attributes, arguments.data(), environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  return error;
}

int start_confined(const std::vector<std::string>& command, int output, const Confined& confined,
                   pid_t& pid) {
  std::vector<char*> arguments, variables;
  for (const std::string& part : command)
    arguments.push_back(const_cast<char*>(part.c_str()));
  for (const std::string& each : confined.environment)
    variables.push_back(const_cast<char*>(each.c_str()));
  arguments.push_back(nullptr);
  variables.push_back(nullptr);
  pid = ::fork();
  if (pid < 0)
    return errno;
  if (pid > 0)
    return 0;
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (int fd = 1; fd <= 2 && output >= 0; ++fd)
    ::dup2(output, fd);
  if (confined.enter())
    ::execvpe(arguments[0], arguments.data(), variables.data());
  ::_exit(127);
}

void read_into(int fd, Tail& output) {
  char buffer[4096];
  for (ssize_t got; (got = ::read(fd, buffer, sizeof buffer)) > 0;)
    output.add({buffer, static_cast<std::size_t>(got)});
}

} // namespace

Result<bool> run_child(const std::vector<std::string>& command, Tail* output, const Confined* confined) {
  int ends[2] = {-1, -1};
  if (output && ::pipe2(ends, O_CLOEXEC) != 0)
    return infrastructure_error(std::strerror(errno));
  UniqueFd read_end(ends[0]), write_end(ends[1]);
  pid_t pid = -1;
  const int error = confined ? start_confined(command, write_end.get(), *confined, pid)
                             : start(command, write_end.get(), pid);
  if (error != 0)
    return infrastructure_error(std::strerror(error));
  write_end.reset();
  if (output)
    ::fcntl(read_end.get(), F_SETFL, O_NONBLOCK);

  constexpr int look_every_ms = 50;
  UniqueFd ended(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  bool stopped = false;
  int status = 0;
  while (::waitpid(pid, &status, WNOHANG) == 0) {
    if (!stopped && (stopped = stop_is_pending()))
      ::kill(-pid, SIGTERM);
    pollfd entries[] = {{ended.get(), POLLIN, 0}, {read_end.get(), POLLIN, 0}};
    ::poll(entries, 2, look_every_ms);
    if (output)
      read_into(read_end.get(), *output);
  }
  if (output)
    read_into(read_end.get(), *output);
  if (stopped)
    return infrastructure_error("stopped by the user");
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace loads::base
