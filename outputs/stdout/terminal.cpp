// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/terminal.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace loads::outputs {
namespace {

constexpr std::size_t default_columns = 132;

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value && *value;
}

bool is_dumb() {
  const char* term = std::getenv("TERM");
  return !term || !*term || std::strcmp(term, "dumb") == 0;
}

// A descriptor that somebody else made non-blocking (a terminal shared with a shell, for one).
bool wait_until_writable(int fd) {
  pollfd wanted{fd, POLLOUT, 0};
  return ::poll(&wanted, 1, -1) > 0 || errno == EINTR;
}

} // namespace

Terminal::Terminal(int fd) : fd_(fd) {
  can_redraw_ = ::isatty(fd) && !is_dumb();
  shows_colours_ = can_redraw_ && !is_set("NO_COLOR");
}

std::size_t Terminal::columns() const {
  winsize size{};
  if (::ioctl(fd_, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return default_columns;
}

bool Terminal::is_same_place_as(const Terminal& other) const {
  struct stat mine {
  }, others{};
  return ::fstat(fd_, &mine) == 0 && ::fstat(other.fd_, &others) == 0 && mine.st_dev == others.st_dev &&
         mine.st_ino == others.st_ino;
}

void Terminal::write(std::string_view text) const {
  while (!text.empty()) {
    const ssize_t written = ::write(fd_, text.data(), text.size());
    if (written >= 0)
      text.remove_prefix(static_cast<std::size_t>(written));
    else if (errno == EPIPE)
      return; // a reader that goes away, like head, has all that it wanted
    else if (errno == EAGAIN ? !wait_until_writable(fd_) : errno != EINTR)
      throw std::system_error(errno, std::generic_category(), "cannot write the report");
  }
}

} // namespace loads::outputs
