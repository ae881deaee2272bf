// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/net/failure.hpp"
#include "core/net/socket.hpp"
#include "core/net/url.hpp"

#include <memory>
#include <string>

namespace loads::net {

class ThreadContext;
class TlsStream;
struct Lookup;

// How long opening took, in its parts.
struct OpenTimes {
  base::Duration name_lookup{};
  base::Duration connect{};
  base::Duration tls{};
};

// One connection to an origin, plain or TLS, that kept-alive requests share one after the other.
class Connection {
public:
  Connection(ThreadContext& thread, engine::Waiter& waiter, const Url& url, bool insecure);
  ~Connection();

  // False: failure says why. [suspends]
  bool open(const Url& url, base::TimePoint deadline, OpenTimes& times, Failure& failure);

  bool serves(const Url& url, bool insecure) const {
    return port_ == url.port() && scheme_ == url.scheme() && insecure_ == insecure && url.host() == host_;
  }
  base::TimePoint last_used() const { return last_used_; }
  void set_last_used(base::TimePoint time) { last_used_ = time; }
  bool is_stale() const { return socket_.is_stale(); } // one syscall

  // As ParkingSocket's. [suspends] but for try_…
  IoResult try_read(void* data, std::size_t size);
  IoResult try_write(const iovec* parts, int count);
  IoResult wait(IoStatus want) { return socket_.wait(want, socket_.deadline()); }
  IoResult read_some(void* data, std::size_t size);
  IoResult write_some(const iovec* parts, int count);
  void expires_at(base::TimePoint deadline) { socket_.expires_at(deadline); }

  Failure describe(IoResult failed) const; // status failed

private:
  friend class ConnectionPool;
  bool look_up(const Url& url, base::TimePoint deadline, std::shared_ptr<const Lookup>& found,
               Failure& failure);
  bool choose_allowed(const Url& url, std::shared_ptr<const Lookup>& found, Failure& failure);
  bool connect(const Url& url, base::TimePoint deadline, const Lookup* found, Failure& failure);

  // What each request needs stands together.
  ParkingSocket socket_;
  std::unique_ptr<TlsStream> tls_;   // null: plain
  std::unique_ptr<Connection> next_; // in the pool
  base::TimePoint last_used_{};
  std::uint16_t port_;
  Scheme scheme_;
  bool insecure_;
  std::string host_;
  ThreadContext& thread_;
  engine::Waiter& waiter_;
};

} // namespace loads::net
