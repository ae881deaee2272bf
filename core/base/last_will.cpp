// SPDX-License-Identifier: Apache-2.0
#include "core/base/last_will.hpp"

#include "core/base/remove_file.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <set>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <vector>

namespace loads::base {
namespace {

constexpr char in_good_order = 'Q';

// The list as it is told, one entry after the other: a letter, a text, a zero byte.
class List {
public:
  // False when the owner has done everything by itself.
  bool take(char what, const std::string& of) {
    if (what == 'G')
      groups_.insert(std::atoi(of.c_str()));
    else if (what == 'g')
      groups_.erase(std::atoi(of.c_str()));
    else if (what == 'T')
      trees_.push_back(of);
    else if (what == 'P')
      paths_.push_back(of);
    return what != in_good_order;
  }

  void carry_out() const {
    for (pid_t group : groups_)
      if (group > 1)
        ::kill(-group, SIGKILL);
    std::error_code ignored;
    for (auto path = paths_.rbegin(); path != paths_.rend(); ++path) // what is in a folder comes after it
      remove_without_links(*path);
    for (const std::string& tree : trees_)
      std::filesystem::remove_all(tree, ignored);
  }

private:
  std::set<pid_t> groups_;
  std::vector<std::string> trees_, paths_;
};

// Until the owner is gone, in whatever way.
void wait_and_carry_out(int pipe) {
  List list;
  std::string rest;
  char buffer[4096];
  while (true) {
    const ssize_t got = ::read(pipe, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return list.carry_out();
    rest.append(buffer, static_cast<std::size_t>(got));
    for (auto end = rest.find('\0'); end != std::string::npos; end = rest.find('\0')) {
      if (!list.take(rest[0], rest.substr(1, end - 1)))
        return;
      rest.erase(0, end + 1);
    }
  }
}

[[noreturn]] void be_the_executor(int pipe) {
  ::setsid(); // Ctrl-C and a kill of the group are for the owner
  sigset_t all;
  ::sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  ::prctl(PR_SET_NAME, "loads-cleanup");
  // Nobody shall wait for the end of a stream because it is open here.
  for (int fd = 0; fd <= 2; ++fd)
    ::close(fd);
  ::open("/dev/null", O_RDWR);
  ::dup2(0, 1);
  ::dup2(0, 2);
  constexpr int own = 3;
  if (pipe != own)
    ::dup2(pipe, own);
  ::syscall(SYS_close_range, own + 1, ~0U, 0);
  [[maybe_unused]] int here = ::chdir("/");
  wait_and_carry_out(own);
  ::_exit(0);
}

} // namespace

Result<LastWill> LastWill::make() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return infrastructure_error(std::string("cannot make a pipe: ") + std::strerror(errno));
  UniqueFd read_end(ends[0]), write_end(ends[1]);
  const pid_t pid = ::fork();
  if (pid < 0)
    return infrastructure_error(std::string("cannot start a process: ") + std::strerror(errno));
  if (pid == 0)
    be_the_executor(read_end.get());
  return LastWill(std::move(write_end), pid);
}

LastWill::~LastWill() {
  if (!pipe_)
    return;
  tell(in_good_order, "");
  pipe_.reset();
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void LastWill::add_own_group() const {
  char entry[16];
  char* at = entry + sizeof entry;
  *--at = 0;
  for (pid_t rest = ::getpid(); rest > 0; rest /= 10)
    *--at = static_cast<char>('0' + rest % 10);
  *--at = 'G';
  [[maybe_unused]] ssize_t wrote =
      ::write(pipe_.get(), at, static_cast<std::size_t>(entry + sizeof entry - at));
}

void LastWill::tell(char what, std::string_view of) {
  std::string entry = what + std::string(of) + '\0';
  for (std::size_t sent = 0; sent < entry.size();) {
    const ssize_t wrote = ::write(pipe_.get(), entry.data() + sent, entry.size() - sent);
    if (wrote < 0 && errno != EINTR)
      return; // it is gone
    if (wrote > 0)
      sent += static_cast<std::size_t>(wrote);
  }
}

} // namespace loads::base
