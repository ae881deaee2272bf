// SPDX-License-Identifier: Apache-2.0
#include "outputs/common/output_file.hpp"

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace loads::outputs {
namespace {

constexpr std::size_t buffer_size = 64 * 1024;
constexpr int most_partials = 1000;

// Where the path leads in the end: renaming must not replace a symbolic link.
std::string resolved(const std::string& path) {
  char text[PATH_MAX];
  return ::realpath(path.c_str(), text) ? text : path;
}

bool wait_until_writable(int fd) {
  pollfd wanted{fd, POLLOUT, 0};
  return ::poll(&wanted, 1, -1) > 0 || errno == EINTR;
}

} // namespace

OutputFile::OutputFile(std::string path, Appears appears) : path_(std::move(path)) {
  if (path_.empty())
    fail(ENOENT);
  if (path_ == "-") {
    std::fflush(stdout);
    regular_ = false;
    fd_ = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
  } else {
    struct stat status {};
    const bool exists = ::stat(path_.c_str(), &status) == 0;
    regular_ = !exists || S_ISREG(status.st_mode);
    if (regular_ && exists && ::access(path_.c_str(), W_OK) != 0)
      fail(errno);
    if (regular_ && appears == Appears::when_complete)
      open_partial(exists ? status.st_mode & 0777 : 0666);
    else
      fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666);
  }
  if (fd_ < 0)
    fail(errno);
  buffer_.reserve(buffer_size);
}

OutputFile::~OutputFile() {
  if (fd_ >= 0)
    ::close(fd_);
  if (!partial_.empty())
    ::unlink(partial_.c_str());
}

void OutputFile::open_partial(mode_t mode) {
  path_ = resolved(path_);
  for (int number = 1; number <= most_partials; ++number) {
    const std::string name = path_ + (number == 1 ? "" : "." + std::to_string(number)) + ".partial";
    fd_ = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd_ >= 0)
      partial_ = name;
    if (fd_ >= 0 || errno != EEXIST)
      return;
  }
}

void OutputFile::fail(int error) {
  failure_ = "cannot write " +
             (path_ == "-"    ? "to stdout"
              : path_.empty() ? "to a file without a name"
                              : path_) +
             ": " + std::strerror(error);
  throw std::runtime_error(failure_);
}

void OutputFile::check() const {
  if (!failure_.empty())
    throw std::runtime_error(failure_);
}

void OutputFile::write_all(std::string_view text, const std::uint64_t* offset) {
  for (std::uint64_t at = offset ? *offset : 0; !text.empty();) {
    const ssize_t written = offset ? ::pwrite(fd_, text.data(), text.size(), static_cast<off_t>(at))
                                   : ::write(fd_, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
      at += static_cast<std::uint64_t>(written);
    } else if (errno == EPIPE) {
      return; // a reader that goes away, like head, has all that it wanted
    } else if (errno == EAGAIN ? !wait_until_writable(fd_) : errno != EINTR) {
      fail(errno);
    }
  }
}

void OutputFile::write(std::string_view text) {
  check();
  buffer_ += text;
  if (buffer_.size() >= buffer_size)
    flush();
}

void OutputFile::flush() {
  check();
  if (written_ == 0 && regular_ && partial_.empty() && ::ftruncate(fd_, 0) != 0)
    fail(errno);
  write_all(buffer_, nullptr);
  written_ += buffer_.size();
  buffer_.clear();
}

void OutputFile::overwrite(std::uint64_t offset, std::string_view text) {
  flush();
  write_all(text, &offset);
}

void OutputFile::close() {
  if (::close(std::exchange(fd_, -1)) != 0 && errno != EINTR)
    fail(errno);
}

void OutputFile::complete() {
  flush();
  close();
  if (partial_.empty())
    return;
  if (::rename(partial_.c_str(), path_.c_str()) != 0)
    fail(errno);
  partial_.clear();
}

} // namespace loads::outputs
