// SPDX-License-Identifier: Apache-2.0
#include "tests/support/program.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace loads::test {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<std::string> merged_environment(const std::map<std::string, std::string>& changes) {
  std::vector<std::string> list;
  for (char** each = environ; *each; ++each) {
    std::string entry = *each;
    if (!changes.count(entry.substr(0, entry.find('='))))
      list.push_back(entry);
  }
  for (const auto& [name, value] : changes)
    if (!value.empty())
      list.push_back(name + "=" + value);
  return list;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (const std::string& text : texts)
    list.push_back(const_cast<char*>(text.c_str()));
  list.push_back(nullptr);
  return list;
}

} // namespace

Program::Program(const Command& command) : began_(Clock::now()) {
  int out[2], err[2];
  if (::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(err, O_CLOEXEC) != 0)
    throw std::runtime_error("pipe");
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out[1], 1);
  ::posix_spawn_file_actions_adddup2(&actions, err[1], 2);
  if (!command.folder.empty())
    ::posix_spawn_file_actions_addchdir_np(&actions, command.folder.c_str());
  std::vector<std::string> environment = merged_environment(command.environment);
  int error = ::posix_spawnp(&pid_, command.arguments[0].c_str(), &actions, nullptr,
                             pointers(command.arguments).data(), pointers(environment).data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(out[1]);
  ::close(err[1]);
  out_fd_ = out[0];
  err_fd_ = err[0];
  if (error != 0) {
    pid_ = -1;
    throw std::runtime_error("cannot run " + command.arguments[0] + ": " + std::strerror(error));
  }
}

Program::~Program() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(out_fd_);
  ::close(err_fd_);
}

void Program::send(int signal) const {
  if (pid_ > 0)
    ::kill(pid_, signal);
}

bool Program::read_some(Clock::time_point until) {
  pollfd entries[] = {{out_fd_, POLLIN, 0}, {err_fd_, POLLIN, 0}};
  auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
  if (left <= 0)
    return true;
  ::poll(entries, 2, static_cast<int>(left));
  bool open = false;
  for (int i = 0; i < 2; ++i) {
    char buffer[65536];
    if (!entries[i].revents) {
      open = true;
      continue;
    }
    ssize_t got = ::read(entries[i].fd, buffer, sizeof buffer);
    if (got > 0) {
      (i == 0 ? out_ : err_).append(buffer, static_cast<std::size_t>(got));
      open = true;
    } else {
      int& fd = i == 0 ? out_fd_ : err_fd_;
      ::close(fd);
      fd = -1; // poll passes over it
      entries[i].fd = -1;
    }
  }
  return open && (out_fd_ >= 0 || err_fd_ >= 0);
}

bool Program::wait_for(const std::string& text, bool on_stderr, std::chrono::seconds limit) {
  auto until = Clock::now() + limit;
  while ((on_stderr ? err_ : out_).find(text) == std::string::npos) {
    if (Clock::now() >= until || !read_some(until))
      return (on_stderr ? err_ : out_).find(text) != std::string::npos;
  }
  return true;
}

Finished Program::wait(std::chrono::seconds limit) {
  auto until = began_ + limit;
  Finished result;
  while (read_some(until)) {
    if (Clock::now() >= until) {
      result.timed_out = true;
      ::kill(pid_, SIGKILL);
      break;
    }
  }
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  result.out = out_;
  result.err = err_;
  result.seconds = std::chrono::duration<double>(Clock::now() - began_).count();
  return result;
}

bool writes_no_core_files(pid_t process) {
  std::ifstream limits("/proc/" + std::to_string(process) + "/limits");
  const std::string name = "Max core file size";
  for (std::string line; std::getline(limits, line);)
    if (line.starts_with(name))
      return std::atoi(line.c_str() + line.find_first_not_of(' ', name.size())) == 0 &&
             line.find("unlimited") == std::string::npos;
  return false;
}

Finished run(const Command& command, std::chrono::seconds limit) {
  return Program(command).wait(limit);
}

TemporaryFolder::TemporaryFolder() {
  char path[] = "/tmp/loads-test-XXXXXX";
  if (!::mkdtemp(path))
    throw std::runtime_error("mkdtemp");
  path_ = path;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::write(const std::string& name, const std::string& content) const {
  std::filesystem::path file = std::filesystem::path(path_) / name;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file) << content;
  return file.string();
}

} // namespace loads::test
