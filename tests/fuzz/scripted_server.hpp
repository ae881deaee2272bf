// SPDX-License-Identifier: Apache-2.0
// A server and a waiter on one thread: where a client waits, the server goes on with its script.
#pragma once

#include "core/base/unique_fd.hpp"
#include "core/engine/waiter.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace loads::fuzz {

class ScriptedServer {
public:
  ScriptedServer() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
    ::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::listen(listener_.get(), 16);
  }
  std::string url(std::string_view scheme = "http+unix://") const {
    std::string encoded;
    for (const char c : path_)
      encoded += c == '/' ? "%2F" : std::string(1, c);
    return std::string(scheme) + encoded + "/";
  }
  int accept() { return ::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC); }

private:
  tests::TemporaryFolder folder_;
  const std::string path_ = folder_.file("s");
  base::UniqueFd listener_{::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
};

// Sends the script to the first connection, piece by piece, and closes it. Later connections find it silent
// and closed.
class ScriptedWaiter final : public engine::Waiter {
public:
  // Makes the script when it is known what the client has sent.
  using Reply = std::function<std::string(const std::string& request)>;

  ScriptedWaiter(ScriptedServer& server, std::string script, std::size_t piece)
      : ScriptedWaiter(
            server, [script](const std::string&) { return script; }, piece) {}
  ScriptedWaiter(ScriptedServer& server, Reply reply, std::size_t piece)
      : server_(server), reply_(std::move(reply)), piece_(piece) {}

  bool attach(engine::IoHandle&) override { return true; }
  void detach(engine::IoHandle&) override {}
  engine::Wake wait_readable(engine::IoHandle&, base::TimePoint) override {
    if (++waits_ > most_waits)
      return engine::Wake::timeout;
    if (base::UniqueFd next(server_.accept()); next) {
      ended_ = peer_.get() >= 0; // not the first one
      peer_ = std::move(next);
    }
    read_request();
    if (!is_made_) {
      script_ = reply_(request_);
      is_made_ = true;
    }
    if (ended_ || sent_ == script_.size()) {
      ::shutdown(peer_.get(), SHUT_RDWR);
      return engine::Wake::ready;
    }
    const std::size_t size = std::min(piece_, script_.size() - sent_);
    const ssize_t sent = ::send(peer_.get(), script_.data() + sent_, size, MSG_NOSIGNAL);
    if (sent <= 0)
      ended_ = true;
    else
      sent_ += static_cast<std::size_t>(sent);
    return engine::Wake::ready;
  }
  engine::Wake wait_writable(engine::IoHandle&, base::TimePoint) override {
    read_request();
    return ++waits_ > most_waits ? engine::Wake::timeout : engine::Wake::ready;
  }
  engine::Wake sleep_until(base::TimePoint) override { return engine::Wake::ready; }
  base::TimePoint now() const override { return base::TimePoint(std::chrono::hours(1)); }
  bool cancelled() const override { return false; }

private:
  static constexpr int most_waits = 20'000;

  void read_request() {
    char buffer[4096];
    for (ssize_t got; (got = ::recv(peer_.get(), buffer, sizeof buffer, 0)) > 0;)
      if (request_.size() < sizeof buffer)
        request_.append(buffer, static_cast<std::size_t>(got));
  }

  ScriptedServer& server_;
  const Reply reply_;
  const std::size_t piece_;
  base::UniqueFd peer_;
  std::string script_, request_;
  std::size_t sent_ = 0;
  int waits_ = 0;
  bool is_made_ = false, ended_ = false;
};

} // namespace loads::fuzz
