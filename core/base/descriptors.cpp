// SPDX-License-Identifier: Apache-2.0
#include "core/base/descriptors.hpp"

#include <cerrno>
#include <cstring>
#include <string>
#include <sys/resource.h>

namespace loads::base {

Status provide_descriptors(std::uint64_t users, std::uint64_t each) {
  constexpr std::uint64_t own = 64; // libraries, pipes, epoll, name lookups
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
  if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= needed)
    return Nothing{};
  return infrastructure_error("too few file descriptors: " + std::to_string(users) + " users need " +
                              std::to_string(needed) + ", the hard limit is " +
                              std::to_string(limit.rlim_cur) +
                              "; raise it (ulimit -Hn, or LimitNOFILE= in a service), or run fewer users");
}

} // namespace loads::base
