// SPDX-License-Identifier: Apache-2.0
#include "core/net/socket.hpp"

#include "core/engine/system_call.hpp"
#include "core/model/shortages.hpp"

#include <cerrno>
#include <cstring>
#include <netinet/tcp.h>
#include <unistd.h>
#include <utility>

namespace loads::net {

IoResult ParkingSocket::connect(const SocketAddress& address, base::TimePoint deadline) {
  close();
  handle_.fd = ::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (handle_.fd < 0)
    return {IoStatus::failed, errno};
  if (address.family() != AF_UNIX) {
    const int on = 1;
    ::setsockopt(handle_.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  wait_before_read_ = true;
  int error = start_connect(address);
  // A Unix socket with a full backlog says EAGAIN and gives no event: look again until there is room.
  while (error == EAGAIN) {
    const auto now = waiter_.now();
    if (now >= deadline)
      return {IoStatus::timeout};
    if (waiter_.sleep_until(now + std::chrono::milliseconds(1)) == engine::Wake::cancelled)
      return {IoStatus::cancelled};
    error = start_connect(address);
  }
  if (error != 0 && error != EINPROGRESS)
    return {IoStatus::failed, error};
  // Not before: epoll calls a socket that is not yet connecting a broken one.
  if (!waiter_.attach(handle_))
    return {IoStatus::failed, errno};
  attached_ = true;
  return error == 0 ? IoResult{} : finish_connect(deadline);
}

int ParkingSocket::start_connect(const SocketAddress& address) {
  return ::connect(handle_.fd, reinterpret_cast<const sockaddr*>(&address.storage), address.size) == 0
             ? 0
             : errno;
}

IoResult ParkingSocket::finish_connect(base::TimePoint deadline) {
  for (;;) {
    // Before the first wait, too: on this machine connections are made while connect() runs.
    sockaddr_storage peer;
    socklen_t size = sizeof peer;
    if (::getpeername(handle_.fd, reinterpret_cast<sockaddr*>(&peer), &size) == 0)
      return {};
    if (errno != ENOTCONN)
      return {IoStatus::failed, errno};
    if (const IoResult woken = wait(IoStatus::want_write, deadline); !woken)
      return woken;
    int error = 0;
    size = sizeof error;
    ::getsockopt(handle_.fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error)
      return {IoStatus::failed, error};
  }
}

void ParkingSocket::close() {
  if (handle_.fd < 0)
    return;
  if (std::exchange(attached_, false))
    waiter_.detach(handle_);
  ::close(std::exchange(handle_.fd, -1));
}

IoResult ParkingSocket::try_read(void* data, std::size_t size) {
  for (;;) {
    const ssize_t count = engine::receive(handle_.fd, data, size, 0);
    if (count > 0)
      return {IoStatus::ok, 0, static_cast<std::size_t>(count)};
    if (count == 0)
      return {IoStatus::end};
    if (errno == EAGAIN || errno == EWOULDBLOCK)
      return {IoStatus::want_read};
    if (errno != EINTR)
      return {IoStatus::failed, errno};
  }
}

IoResult ParkingSocket::try_write(const iovec* parts, int count) {
  wait_before_read_ = true;
  const auto send_parts = [&] {
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(parts);
    message.msg_iovlen = static_cast<std::size_t>(count);
    return ::sendmsg(handle_.fd, &message, MSG_NOSIGNAL);
  };
  for (;;) {
    const ssize_t sent =
        count == 1 ? engine::send(handle_.fd, parts->iov_base, parts->iov_len, MSG_NOSIGNAL) : send_parts();
    if (sent >= 0)
      return {IoStatus::ok, 0, static_cast<std::size_t>(sent)};
    if (errno == EAGAIN || errno == EWOULDBLOCK)
      return {IoStatus::want_write};
    if (errno != EINTR)
      return {IoStatus::failed, errno};
  }
}

IoResult ParkingSocket::wait(IoStatus want, base::TimePoint deadline) {
  return io_result(want == IoStatus::want_write ? waiter_.wait_writable(handle_, deadline)
                                                : waiter_.wait_readable(handle_, deadline));
}

IoResult ParkingSocket::read_some(void* data, std::size_t size) {
  if (std::exchange(wait_before_read_, false))
    if (const IoResult woken = wait(IoStatus::want_read, deadline_); !woken)
      return woken;
  for (;;) {
    const IoResult result = try_read(data, size);
    if (result.status != IoStatus::want_read)
      return result;
    if (const IoResult woken = wait(IoStatus::want_read, deadline_); !woken)
      return woken;
  }
}

IoResult ParkingSocket::write_some(const iovec* parts, int count) {
  for (;;) {
    const IoResult result = try_write(parts, count);
    if (result.status != IoStatus::want_write)
      return result;
    if (const IoResult woken = wait(IoStatus::want_write, deadline_); !woken)
      return woken;
  }
}

bool ParkingSocket::is_stale() const {
  char byte;
  return ::recv(handle_.fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 ||
         (errno != EAGAIN && errno != EWOULDBLOCK);
}

std::string_view short_reason(int error) {
  switch (error) {
  case ECONNREFUSED:
    return "connection refused";
  case ECONNRESET:
  case EPIPE:
    return "connection reset";
  case EMFILE:
  case ENFILE:
    return model::too_many_files;
  case EADDRNOTAVAIL:
    return model::no_free_port;
  case ENOBUFS:
  case ENOMEM:
    return model::no_buffer_space;
  case EHOSTUNREACH:
    return "host unreachable";
  case ENETUNREACH:
    return "network unreachable";
  case ETIMEDOUT:
    return "connect timeout";
  case ENOENT:
    return "no such socket";
  case EACCES:
  case EPERM:
    return "permission denied";
  default:
    return "network error";
  }
}

std::string long_reason(int error) {
  switch (error) {
  case ECONNREFUSED:
    return "connection refused: nothing listens there; is the server running?";
  case EMFILE:
    return "too many open files: raise ulimit -n";
  case ENFILE:
    return "too many open files in the system: raise fs.file-max";
  case EADDRNOTAVAIL:
    return "no free local port: keep connections open, or widen net.ipv4.ip_local_port_range";
  case ENOBUFS:
  case ENOMEM:
    return "no buffer space: the kernel has no memory for more sockets; use fewer users, or more machines";
  case ECONNRESET:
  case EPIPE:
    return "the server reset the connection";
  default:
    return std::strerror(error);
  }
}

} // namespace loads::net
