// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/waiter.hpp"
#include "core/model/socket_sink.hpp"
#include "core/net/byte_buffer.hpp"
#include "core/net/context.hpp"
#include "core/net/failure.hpp"

#include <loads/abi/websocket.h>
#include <memory>
#include <string>
#include <string_view>

namespace loads::net {

class HttpClient;
class Url;
class WebSocketLink;

// loads_web_socket_request in C++. All is borrowed while open() runs.
struct WebSocketRequest {
  std::uint32_t flags = 0; // LOADS_WEB_SOCKET_…
  std::string_view url;    // ws://, wss://, ws+unix://, or the same as http
  std::string_view label;  // empty: the URL without query and fragment
  const loads_str* protocols = nullptr;
  std::size_t protocol_count = 0;
  const loads_header* headers = nullptr;
  std::size_t header_count = 0;
  base::Duration connect_timeout{}; // 0: the context's default, as the next one
  base::Duration handshake_timeout{};
  std::uint64_t message_limit = 0; // 0: 16 MiB
};

struct WebSocketMessage {
  bool is_text = true;
  std::string_view data; // valid until the next receive() or close()
};

// One web socket of one virtual user, from its handshake to its end. It looks blocking: waiting goes through
// the user's waiter. What happens is told to the sink. All functions are called by that user only, one at a
// time; each that does not return Outcome::ok leaves the reason in error_text().
class WebSocket {
public:
  WebSocket(ThreadContext& thread, engine::Waiter& waiter, model::SocketSink& sink);
  WebSocket(const WebSocket&) = delete;
  WebSocket& operator=(const WebSocket&) = delete;
  ~WebSocket(); // an open one says goodbye if it can do so at once

  // Once. `client` is asked for the cookies of the handshake, and given those that the server sets.
  // [suspends]
  Outcome open(const WebSocketRequest& request, HttpClient& client);
  Outcome send(bool is_text, std::string_view data); // [suspends]
  // Waits until a message begins, then for its rest, which has the context's total timeout; pings are
  // answered meanwhile. The socket stays open if none began. Zero is the context's default, a nanosecond
  // takes only what is there. [suspends]
  Outcome receive(base::Duration timeout, WebSocketMessage& message);
  Outcome ping(std::string_view payload); // [suspends]
  // Sends a close frame, waits for the server's, and for the server to hang up, so that the local port is
  // free again at once. Zero is 5 seconds. Fine if it is closed already. [suspends]
  Outcome close(unsigned code, std::string_view reason, base::Duration timeout);

  bool is_open() const { return link_ != nullptr; }
  bool is_compressed() const { return compressed_; }
  const std::string& protocol() const { return protocol_; } // that the server chose
  unsigned close_code() const { return close_code_; }       // that the server sent; 0: none came
  const std::string& close_reason() const { return close_reason_; }
  base::Duration handshake_time() const { return handshake_time_; }
  std::string_view error_text() const { return failure_.text; }

private:
  std::string check(const WebSocketRequest& request, Url& url);
  bool connect(const WebSocketRequest& request, const Url& url, HttpClient& client);
  bool wait_for_turn();
  Outcome not_open();
  Outcome refuse(std::string problem);
  Outcome interrupted(bool cancelled);
  Outcome delivered(WebSocketMessage& message);
  Outcome closed_by_server();
  Outcome broke(Failure failure);
  void end(Failure why);
  void wait_for_end(base::TimePoint deadline);
  base::TimePoint usual_deadline() const;

  ThreadContext& thread_;
  engine::Waiter& waiter_;
  model::SocketSink& sink_;
  std::unique_ptr<WebSocketLink> link_; // null: not open
  ByteBuffer message_;
  base::TimePoint sent_at_ = base::never; // the first message since the last one received
  base::Duration handshake_time_{};
  model::SocketSink::Label label_ = 0;
  unsigned close_code_ = 0;
  bool compressed_ = false;
  Failure ended_;   // why it is not open
  Failure failure_; // the last one
  std::string url_;
  std::string protocol_;
  std::string close_reason_;
};

} // namespace loads::net
