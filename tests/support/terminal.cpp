// SPDX-License-Identifier: Apache-2.0
#include "tests/support/terminal.hpp"

#include <csignal>
#include <cstdlib>
#include <poll.h>
#include <pty.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace loads::test {

Terminal::Terminal(const Command& command) {
  std::vector<char*> words;
  for (const std::string& word : command.arguments)
    words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  winsize size{24, 100, 0, 0};
  pid_ = ::forkpty(&fd_, nullptr, nullptr, &size);
  if (pid_ < 0)
    throw std::runtime_error("forkpty");
  if (pid_ != 0)
    return;
  for (const auto& [name, value] : command.environment)
    value.empty() ? ::unsetenv(name.c_str()) : ::setenv(name.c_str(), value.c_str(), 1);
  ::setenv("TERM", "xterm", 1);
  if (command.folder.empty() || ::chdir(command.folder.c_str()) == 0)
    ::execvp(words[0], words.data());
  ::_exit(127);
}

Terminal::~Terminal() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(fd_);
}

void Terminal::type(const std::string& text) const {
  [[maybe_unused]] const ssize_t written = ::write(fd_, text.data(), text.size());
}

bool Terminal::read_some(std::chrono::milliseconds limit) {
  pollfd entry{fd_, POLLIN, 0};
  if (::poll(&entry, 1, static_cast<int>(limit.count())) <= 0)
    return true;
  char bytes[4096];
  const ssize_t got = ::read(fd_, bytes, sizeof bytes); // fails when the program has ended
  if (got > 0)
    shown_.append(bytes, static_cast<std::size_t>(got));
  return got > 0;
}

bool Terminal::wait_for(const std::string& text, std::chrono::seconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (true) {
    if (const std::size_t at = shown_.find(text, found_); at != std::string::npos) {
      found_ = at + text.size();
      return true;
    }
    if (std::chrono::steady_clock::now() > end || !read_some(std::chrono::milliseconds(100)))
      return shown_.find(text, found_) != std::string::npos;
  }
}

int Terminal::wait(std::chrono::seconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (read_some(std::chrono::milliseconds(100)))
    if (std::chrono::steady_clock::now() > end) {
      ::kill(pid_, SIGKILL);
      break;
    }
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace loads::test
