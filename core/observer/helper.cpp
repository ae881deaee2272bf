// SPDX-License-Identifier: Apache-2.0
#include "core/observer/helper.hpp"

#include "core/base/text.hpp"
#include "core/module/directories.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sstream>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace loads::observer {
namespace {

constexpr std::size_t most_output = 256 << 10; // what comes beyond is not kept
constexpr std::size_t most_words = 20;
constexpr base::Duration describe_within = std::chrono::seconds(5);

base::Error cannot_start(const std::string& why) {
  return base::infrastructure_error("cannot start loads-observer: " + why);
}

// Memory that holds the task: the helper reads it as its stdin, and nobody has to write while it does.
base::Result<base::UniqueFd> write_task(const Task& task) {
  const std::string text = wire::to_json_text(task);
  base::UniqueFd fd(::memfd_create("loads-observer", MFD_CLOEXEC));
  if (!fd || ::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
      ::lseek(fd.get(), 0, SEEK_SET) != 0)
    return cannot_start(std::strerror(errno));
  return fd;
}

int spawn(pid_t& pid, int input, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_adddup2(&actions, input, 0);
  ::posix_spawn_file_actions_adddup2(&actions, output, 1);
  sigset_t none;
  ::sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  const std::string program = module::directories().programs + "/loads-observer";
  char name[] = "loads-observer";
  char* arguments[] = {name, nullptr};
  const int error = ::posix_spawn(&pid, program.c_str(), &actions, &attributes, arguments, environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  return error;
}

} // namespace

base::Result<Helper> Helper::start(const Task& task) {
  auto input = write_task(task);
  if (!input)
    return input.error();
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return cannot_start(std::strerror(errno));
  base::UniqueFd read_end(ends[0]), write_end(ends[1]);
  ::fcntl(read_end.get(), F_SETFL, O_NONBLOCK);
  pid_t pid = -1;
  if (const int error = spawn(pid, input->get(), write_end.get()); error != 0)
    return cannot_start(std::strerror(error));
  base::UniqueFd ended(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  ::fcntl(ended.get(), F_SETFD, FD_CLOEXEC);
  return Helper(pid, std::move(read_end), std::move(ended));
}

Helper::Helper(Helper&& from) noexcept
    : pid_(std::exchange(from.pid_, -1)), output_(std::move(from.output_)), ended_(std::move(from.ended_)),
      text_(std::move(from.text_)), status_(from.status_), too_late_(from.too_late_) {}

Helper::~Helper() {
  if (pid_ <= 0)
    return;
  ::kill(-pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void Helper::read_output() {
  char buffer[4096];
  for (ssize_t got; (got = ::read(output_.get(), buffer, sizeof buffer)) > 0;)
    if (text_.size() < most_output)
      text_.append(buffer, static_cast<std::size_t>(got));
}

bool Helper::advance() {
  if (pid_ <= 0)
    return true;
  read_output();
  siginfo_t info{};
  if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0)
    return false;
  ::kill(-pid_, SIGKILL); // what it has left behind; the number of the group is still its own
  ::waitpid(pid_, &status_, 0);
  pid_ = -1;
  read_output();
  return true;
}

void Helper::kill_for_time() {
  too_late_ = true;
  ::kill(-pid_, SIGKILL);
}

Outcome Helper::take_outcome() {
  Outcome outcome;
  bool is_told = false;
  std::istringstream lines(text_);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(says) && outcome.words.size() < most_words)
      outcome.words.push_back(base::shortened(base::printable(line.substr(says.size())), 1000));
    else if (line.starts_with(is))
      outcome.description = line.substr(is.size());
    else if (line.starts_with(fails))
      outcome.load_error = base::printable(line.substr(fails.size()));
    else if (line.starts_with(did))
      for (std::size_t i = 0; i < std::size(delivery_words); ++i)
        if (line.substr(did.size()) == delivery_words[i]) {
          outcome.delivery = static_cast<module::Delivery>(i);
          is_told = true;
        }
  }
  if (is_told || !outcome.description.empty())
    return outcome;
  if (!outcome.load_error.empty())
    outcome.fault = outcome.load_error;
  else if (too_late_)
    outcome.fault = "it took too long and was killed";
  else if (WIFSIGNALED(status_))
    outcome.fault = "it crashed (" + std::string(::strsignal(WTERMSIG(status_))) + ")";
  else
    outcome.fault = "it ended by itself (exit code " + std::to_string(WEXITSTATUS(status_)) + ")";
  return outcome;
}

base::Result<Description> describe(const std::string& file) {
  auto helper = Helper::start({file, {}, {}, {}});
  if (!helper)
    return helper.error();
  const base::SteadyClock clock;
  const base::TimePoint until = clock.now() + describe_within;
  while (!helper->advance()) {
    if (clock.now() >= until)
      helper->kill_for_time();
    pollfd entries[] = {{helper->output_fd(), POLLIN, 0}, {helper->end_fd(), POLLIN, 0}};
    ::poll(entries, 2, 50);
  }
  const Outcome outcome = helper->take_outcome();
  if (!outcome.description.empty())
    return wire::from_json_text<Description>(outcome.description);
  return base::infrastructure_error(outcome.load_error.empty() ? "cannot load " + file + ": " + outcome.fault
                                                               : outcome.load_error);
}

} // namespace loads::observer
