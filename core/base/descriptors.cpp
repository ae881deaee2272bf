// SPDX-License-Identifier: Apache-2.0
#include "core/base/descriptors.hpp"

#include "core/base/text.hpp"
#include "core/base/unique_fd.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <string>
#include <sys/eventfd.h>
#include <sys/resource.h>

namespace loads::base {
namespace {

constexpr std::uint64_t own = 64; // libraries, pipes, epoll, name lookups

// The kernel's table of a process grows when a descriptor does not fit, and where there are several threads
// each step makes the one who asks wait for many milliseconds: an engine thread, in the middle of the
// load.
void grow_table(rlim_t size) {
  const UniqueFd any(::eventfd(0, EFD_CLOEXEC));
  if (any && size <= std::numeric_limits<int>::max())
    UniqueFd(::fcntl(any.get(), F_DUPFD_CLOEXEC, static_cast<int>(size - 1))); // without, it grows later
}

} // namespace

Status provide_descriptors(std::uint64_t users, std::uint64_t each) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return infrastructure_error(std::string("cannot read the limit of open files: ") + std::strerror(errno));
  const rlim_t needed = users * each + own;
  rlimit wanted = limit;
  wanted.rlim_cur = wanted.rlim_max;
  if (wanted.rlim_max != RLIM_INFINITY && wanted.rlim_max < needed)
    wanted.rlim_cur = wanted.rlim_max = needed; // root may
  if (::setrlimit(RLIMIT_NOFILE, &wanted) != 0) {
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= needed) {
    grow_table(needed);
    return Nothing{};
  }
  return infrastructure_error("too few file descriptors: " + counted(users, "user") +
                              (users == 1 ? " needs " : " need ") + std::to_string(needed) +
                              ", the hard limit is " + std::to_string(limit.rlim_cur) +
                              "; raise it (ulimit -Hn, or LimitNOFILE= in a service), or run fewer users");
}

std::uint64_t users_within_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_max == RLIM_INFINITY)
    return std::numeric_limits<std::uint64_t>::max();
  return std::max<std::uint64_t>(limit.rlim_max, own + 1) - own;
}

} // namespace loads::base
