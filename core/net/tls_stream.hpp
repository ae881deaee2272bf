// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/net/byte_buffer.hpp"
#include "core/net/failure.hpp"
#include "core/net/socket.hpp"
#include "core/net/url.hpp"

#include <openssl/ssl.h>
#include <string>
#include <string_view>

namespace loads::net {

class ThreadContext;

// TLS over a ParkingSocket, with the same reading and writing. What the socket receives goes through the
// buffer that the thread's users share, so that an idle connection holds no buffer; what TLS could not take
// before the user is parked is kept here, which is rare.
class TlsStream {
public:
  TlsStream(ThreadContext& thread, ParkingSocket& socket, std::string_view origin, bool insecure);
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;
  ~TlsStream(); // says goodbye if it can do so at once

  // False: failure says why. [suspends]
  bool handshake(const Url& url, base::TimePoint deadline, Failure& failure);

  IoResult try_read(void* data, std::size_t size);
  IoResult try_write(const iovec* parts, int count);
  IoResult read_some(void* data, std::size_t size);   // [suspends]
  IoResult write_some(const iovec* parts, int count); // [suspends]

  const std::string& problem() const { return problem_; } // with error EPROTO
  void keep_session(SSL_SESSION* owned);

private:
  friend struct TlsBio;

  IoResult translate(int returned);
  void keep_unread();
  IoResult read_loop(char* data, std::size_t size);
  Failure describe(const Url& url, IoResult result);

  ThreadContext& thread_;
  ParkingSocket& socket_;
  std::string origin_; // key of its session
  SSL* ssl_ = nullptr;
  std::string_view window_; // received and not yet taken: in the thread's buffer, or in unread_
  ByteBuffer unread_;       // a window that outlived a call
  std::string problem_;
  int socket_error_ = 0;
  bool insecure_;
  bool connected_ = false;
  bool wait_before_read_ = false;
  bool took_ticket_ = false;
  bool ended_ = false;   // the peer closed
  bool drained_ = false; // the socket had nothing more
};

} // namespace loads::net
