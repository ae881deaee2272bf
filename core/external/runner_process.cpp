// SPDX-License-Identifier: Apache-2.0
#include "core/external/runner_process.hpp"

#include <cerrno>
#include <csignal>
#include <sys/wait.h>

namespace loads::external {

void RunnerProcess::signal(int number, bool too_late) {
  if (!runs_)
    return;
  was_stopped_ = true;
  too_late_ = too_late_ || too_late;
  ::kill(-launched_.pid, number);
}

bool RunnerProcess::read_output() {
  constexpr int most_reads = 16; // others wait, too
  char buffer[4096];
  for (int i = 0; i < most_reads && launched_.output; ++i) {
    const ssize_t got = ::read(launched_.output.get(), buffer, sizeof buffer);
    if (got > 0)
      output_.add({buffer, static_cast<std::size_t>(got)});
    else if (got < 0 && (errno == EAGAIN || errno == EINTR))
      return true;
    else
      launched_.output.reset();
  }
  return static_cast<bool>(launched_.output);
}

bool RunnerProcess::collect() {
  if (!runs_ || ::waitpid(launched_.pid, &status_, WNOHANG) == 0)
    return false;
  runs_ = false;
  launched_.ended.reset();
  return true;
}

std::string RunnerProcess::complaint(const std::string& limits) const {
  std::string text;
  if (too_late_)
    text = "the runner " + limits + " and was stopped";
  else if (!was_stopped_ && !describe_end(status_).empty())
    text = "the runner " + describe_end(status_);
  if (text.empty())
    return text;
  std::string printed = output_.text();
  while (!printed.empty() && printed.back() == '\n')
    printed.pop_back();
  return text + (printed.empty() ? "; it printed nothing" : "; it printed:\n" + printed);
}

} // namespace loads::external
