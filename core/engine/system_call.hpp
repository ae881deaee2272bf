// SPDX-License-Identifier: Apache-2.0
// The system calls of each request. In programs with threads libc makes these three points where a thread can
// be cancelled, which costs two locked instructions a call; nobody cancels threads here.
#pragma once

#include "core/engine/sanitizers.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

// Elsewhere the kernel may not know these numbers or structures; and sanitizers want to see the calls.
#if (defined(__x86_64__) || defined(__aarch64__)) && defined(__LP64__) && !LOADS_ASAN && !LOADS_TSAN
#define LOADS_DIRECT_CALLS 1
#else
#define LOADS_DIRECT_CALLS 0
#endif

namespace loads::engine {

inline ssize_t receive(int fd, void* data, std::size_t size, int flags) {
#if LOADS_DIRECT_CALLS
  return ::syscall(SYS_recvfrom, fd, data, size, flags, nullptr, nullptr);
#else
  return ::recv(fd, data, size, flags);
#endif
}

inline ssize_t send(int fd, const void* data, std::size_t size, int flags) {
#if LOADS_DIRECT_CALLS
  return ::syscall(SYS_sendto, fd, data, size, flags, nullptr, 0);
#else
  return ::send(fd, data, size, flags);
#endif
}

// `limit` null: for ever. errno is ENOSYS where the kernel is older than 5.11.
inline int wait_for_events(int epoll, epoll_event* events, int capacity, const timespec* limit) {
#if LOADS_DIRECT_CALLS
  return static_cast<int>(::syscall(SYS_epoll_pwait2, epoll, events, capacity, limit, nullptr, 0));
#else
  return ::epoll_pwait2(epoll, events, capacity, limit, nullptr);
#endif
}

} // namespace loads::engine
