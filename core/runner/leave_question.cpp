// SPDX-License-Identifier: Apache-2.0
#include "core/runner/leave_question.hpp"

#include <cctype>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace loads::runner {
namespace {

void write_to_terminal(std::string_view text) {
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
}

} // namespace

bool LeaveQuestion::can_be_asked() {
  return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0;
}

void LeaveQuestion::ask() {
  is_asked_ = true;
  typed_.clear();
  write_to_terminal("\nDo you want to (s)top the test or (d)etach ? ");
}

int LeaveQuestion::fd() const {
  return is_asked_ ? STDIN_FILENO : -1;
}

LeaveQuestion::Answer LeaveQuestion::take() {
  char bytes[256];
  const ssize_t got = ::read(STDIN_FILENO, bytes, sizeof bytes); // a whole line, when poll() says so
  if (got > 0)
    typed_.append(bytes, static_cast<std::size_t>(got));
  if (got > 0 && typed_.find('\n') == std::string::npos)
    return Answer::none;
  const std::size_t at = typed_.find_first_not_of(" \t\r\n");
  const int letter = at == std::string::npos ? 0 : std::tolower(static_cast<unsigned char>(typed_[at]));
  if (got > 0 && letter != 's' && letter != 'd') {
    ask();
    return Answer::none;
  }
  is_asked_ = false;
  return letter == 's' ? Answer::stop : Answer::detach;
}

void LeaveQuestion::withdraw() {
  if (std::exchange(is_asked_, false))
    write_to_terminal("\n");
}

} // namespace loads::runner
