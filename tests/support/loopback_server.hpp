// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/unique_fd.hpp"

#include <atomic>
#include <cstdint>
#include <cstring>
#include <functional>
#include <mutex>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <vector>

namespace loads::test {

// The server's side of one connection, as a script sees it. All reads end when the test is over.
class Peer {
public:
  Peer(int fd, int stop) : fd_(fd), stop_(stop) {
    const int on = 1; // else a second small piece waits for the first to be acknowledged
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }

  // Head and, by its Content-Length, body of the next request; empty if the client closed.
  std::string read_request() {
    for (;;) {
      const auto end = input_.find("\r\n\r\n");
      if (end != input_.npos) {
        std::size_t size = end + 4;
        if (const auto at = input_.find("Content-Length: "); at < end)
          size += std::stoul(input_.substr(at + 16));
        if (input_.size() >= size) {
          const std::string request = input_.substr(0, size);
          input_.erase(0, size);
          return request;
        }
      }
      if (!read_more())
        return {};
    }
  }
  std::string read_until(std::string_view end) {
    for (;;) {
      if (const auto at = input_.find(end); at != input_.npos) {
        const std::string taken = input_.substr(0, at + end.size());
        input_.erase(0, at + end.size());
        return taken;
      }
      if (!read_more())
        return {};
    }
  }
  // False: the client hung up.
  bool send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0)
        return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void wait_until_closed() {
    while (read_more())
      input_.clear();
  }
  // Reads nothing until the test is over.
  void wait_for_the_end() {
    pollfd stopped{stop_, POLLIN, 0};
    ::poll(&stopped, 1, -1);
  }
  // Closes so that the client sees a reset.
  void reset() {
    const linger at_once{1, 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    fd_.reset();
  }
  int fd() const { return fd_.get(); }

private:
  bool read_more() {
    pollfd fds[] = {{fd_.get(), POLLIN, 0}, {stop_, POLLIN, 0}};
    ::poll(fds, 2, -1);
    if (!fds[0].revents)
      return false;
    char buffer[16384];
    const ssize_t count = ::recv(fd_.get(), buffer, sizeof buffer, 0);
    if (count <= 0)
      return false;
    input_.append(buffer, static_cast<std::size_t>(count));
    return true;
  }

  base::UniqueFd fd_;
  int stop_;
  std::string input_;
};

// A TCP or Unix server on a free port of the loopback that runs one script for each connection, each on a
// thread of its own. The script gets the number of the connection, from 0.
class LoopbackServer {
public:
  using Script = std::function<void(Peer& peer, int connection)>;

  explicit LoopbackServer(Script script, int family = AF_INET, const std::string& unix_path = {})
      : script_(std::move(script)), family_(family), path_(unix_path) {
    listener_.reset(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_storage storage{};
    socklen_t size = 0;
    if (family == AF_UNIX) {
      sockaddr_un un{};
      un.sun_family = AF_UNIX;
      std::strncpy(un.sun_path, unix_path.c_str(), sizeof un.sun_path - 1);
      std::memcpy(&storage, &un, size = sizeof un);
    } else if (family == AF_INET6) {
      sockaddr_in6 in{};
      in.sin6_family = AF_INET6;
      in.sin6_addr = in6addr_loopback;
      std::memcpy(&storage, &in, size = sizeof in);
    } else {
      sockaddr_in in{};
      in.sin_family = AF_INET;
      in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      std::memcpy(&storage, &in, size = sizeof in);
    }
    ::bind(listener_.get(), reinterpret_cast<sockaddr*>(&storage), size);
    ::listen(listener_.get(), 128);
    ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&storage), &(size = sizeof storage));
    if (family == AF_INET6)
      port_ = ntohs(reinterpret_cast<sockaddr_in6*>(&storage)->sin6_port);
    else if (family == AF_INET)
      port_ = ntohs(reinterpret_cast<sockaddr_in*>(&storage)->sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }

  ~LoopbackServer() {
    ::eventfd_write(stop_.get(), 1);
    acceptor_.join();
    for (std::thread& thread : threads_)
      thread.join();
    if (!path_.empty())
      ::unlink(path_.c_str());
  }

  std::uint16_t port() const { return port_; }
  int connections() const { return connections_; }
  std::string url(std::string_view target = "/") const {
    const std::string host = family_ == AF_INET6 ? "[::1]" : "127.0.0.1";
    return "http://" + host + ":" + std::to_string(port_) + std::string(target);
  }

private:
  void accept_all() {
    for (;;) {
      pollfd fds[] = {{listener_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}};
      ::poll(fds, 2, -1);
      if (fds[1].revents)
        return;
      const int fd = ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0)
        continue;
      const int number = connections_++;
      threads_.emplace_back([this, fd, number] {
        Peer peer(fd, stop_.get());
        script_(peer, number);
      });
    }
  }

  Script script_;
  int family_;
  std::string path_;
  base::UniqueFd listener_;
  base::UniqueFd stop_{::eventfd(0, EFD_CLOEXEC)};
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

} // namespace loads::test
