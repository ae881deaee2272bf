// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/waiter.hpp"
#include "core/net/address.hpp"
#include "core/net/io_result.hpp"

#include <string>
#include <string_view>
#include <sys/uio.h>

namespace loads::net {

// A stream socket whose waiting parks the user. try_… never wait; read_some and write_some wait until
// something moved, at most until the deadline. (beast_stream.hpp shows it to Beast as a synchronous stream.)
class ParkingSocket {
public:
  explicit ParkingSocket(engine::Waiter& waiter) : waiter_(waiter) {}
  ParkingSocket(const ParkingSocket&) = delete;
  ParkingSocket& operator=(const ParkingSocket&) = delete;
  ~ParkingSocket() { close(); }

  IoResult connect(const SocketAddress& address, base::TimePoint deadline); // [suspends]
  void close();
  bool is_open() const { return handle_.fd >= 0; }
  int native_handle() const { return handle_.fd; }

  IoResult try_read(void* data, std::size_t size);
  IoResult try_write(const iovec* parts, int count);
  IoResult wait(IoStatus want, base::TimePoint deadline); // want_read or want_write [suspends]

  // A read that follows a write waits first, because the answer is hardly there yet. [suspends]
  IoResult read_some(void* data, std::size_t size);
  IoResult write_some(const iovec* parts, int count);
  void expires_at(base::TimePoint deadline) { deadline_ = deadline; }
  base::TimePoint deadline() const { return deadline_; }

  // True if the peer closed, or sent something nobody asked for: not fit for a next request.
  bool is_stale() const;

private:
  int start_connect(const SocketAddress& address); // 0 or an errno
  IoResult finish_connect(base::TimePoint deadline);

  engine::Waiter& waiter_;
  engine::IoHandle handle_;
  base::TimePoint deadline_ = base::never;
  bool attached_ = false;
  bool wait_before_read_ = false;
};

// A short stable reason for the results ("connection refused"), and what a person should know.
std::string_view short_reason(int error);
std::string long_reason(int error);

} // namespace loads::net
