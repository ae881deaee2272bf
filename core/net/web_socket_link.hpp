// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/net/beast_stream.hpp"
#include "core/net/connection.hpp"
#include "core/net/web_socket.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/beast/websocket/stream.hpp>

namespace loads::net {

class WebSocketLink;

// What Beast's WebSocket stream wants below it: synchronous reading and writing, and an executor, which it
// never uses then. Internal to core/net, as all of this file.
class WebSocketLayer : public BeastStream<WebSocketLink> {
public:
  using executor_type = boost::asio::io_context::executor_type;
  using BeastStream::BeastStream;
  executor_type get_executor() const;
};

// The link closes its connection itself.
inline void teardown(boost::beast::role_type, WebSocketLayer&, boost::beast::error_code& error) {
  error = {};
}

// The connection of a web socket with Beast's stream on it, and how long its reads and writes may take.
class WebSocketLink {
public:
  using Error = boost::beast::error_code;
  using Answer = boost::beast::websocket::response_type;
  using Stream = boost::beast::websocket::stream<WebSocketLayer>;

  // Thrown by a read of receive() that the time limit or the end of the run cut short, through Beast, whose
  // stream can go on afterwards; an error would make it unusable.
  struct Interrupted {
    bool cancelled;
  };

  enum class Mode {
    whole,   // a read that takes too long is an error
    receive, // ... is an Interrupted, between two messages
    leave    // nothing waits, nothing is read
  };

  WebSocketLink(ThreadContext& thread, engine::Waiter& waiter, const Url& url, bool insecure)
      : waiter_(waiter), connection_(thread, waiter, url, insecure), stream_(*this) {}

  Connection& connection() { return connection_; }
  Stream& stream() { return stream_; }

  // The web socket handshake on the open connection. False: failure says why. [suspends]
  bool shake_hands(const WebSocketRequest& request, const Url& url, std::string_view cookies,
                   std::string_view user_agent, base::TimePoint deadline, Answer& answer, Failure& failure);
  bool is_compressed() const { return compressed_; }

  // `read` limits the waiting for a message; `rest` that for the rest of one, and for room to write.
  void set_mode(Mode mode, base::TimePoint read, base::TimePoint rest) {
    mode_ = mode;
    late_bytes_ = 0;
    read_deadline_ = read;
    rest_deadline_ = rest;
  }
  // Why the stream failed; `doing` is "receive", "send" …
  Failure explain(const Error& error, std::string_view doing) const;
  bool close_came() const { return close_came_; } // a close frame, while receiving
  bool server_hung_up() const { return trouble_.status == IoStatus::end; }

  // Of the layer. [suspends]
  IoResult read_some(void* data, std::size_t size);
  IoResult write_some(const iovec* parts, int count);

private:
  Failure explain_handshake(const Error& error, const Answer& answer) const;
  IoResult noted(IoResult result) {
    if (!result)
      trouble_ = result;
    return result;
  }

  engine::Waiter& waiter_;
  Connection connection_;
  Stream stream_;
  base::TimePoint read_deadline_ = base::never;
  base::TimePoint rest_deadline_ = base::never;
  std::size_t late_bytes_ = 0; // read after the deadline
  IoResult trouble_;           // what the connection said last when it did not do as asked
  Mode mode_ = Mode::whole;
  bool compressed_ = false;
  bool close_came_ = false;
};

} // namespace loads::net
