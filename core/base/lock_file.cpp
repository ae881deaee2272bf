// SPDX-License-Identifier: Apache-2.0
#include "core/base/lock_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace loads::base {
namespace {

// Whether the path still leads to what is open: the last holder may just have taken the file away.
bool is_same_file(int fd, const std::string& path) {
  struct stat open {
  }, named{};
  return ::fstat(fd, &open) == 0 && ::stat(path.c_str(), &named) == 0 && open.st_dev == named.st_dev &&
         open.st_ino == named.st_ino;
}

Error failure(const std::string& path) {
  return infrastructure_error("cannot lock " + path + ": " + std::strerror(errno));
}

} // namespace

Result<std::optional<LockFile>> LockFile::acquire(const std::string& path) {
  while (true) {
    UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!fd)
      return failure(path);
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EWOULDBLOCK)
        return std::optional<LockFile>();
      return failure(path);
    }
    if (!is_same_file(fd.get(), path))
      continue;
    const std::string text = std::to_string(::getpid()) + "\n";
    if (::ftruncate(fd.get(), 0) != 0 ||
        ::pwrite(fd.get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
      return failure(path);
    return std::optional<LockFile>(LockFile(path, std::move(fd)));
  }
}

pid_t LockFile::holder(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd || ::flock(fd.get(), LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK)
    return 0;
  char text[24] = {};
  return ::pread(fd.get(), text, sizeof text - 1, 0) > 0 ? std::atoi(text) : 0;
}

LockFile::~LockFile() {
  if (fd_)
    ::unlink(path_.c_str());
}

} // namespace loads::base
