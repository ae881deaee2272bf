// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/session.hpp>
#include <loads/web_socket_options.hpp>

#include <string>
#include <vector>

namespace loads {

// A web socket of one virtual user. Each call looks as if it blocked and lets other users run meanwhile.
// Open until close(), or until the object goes: keep it as a member of the test class, and it stays open
// from hit to hit until the user ends. Throws WebSocketError.
class WebSocket {
public:
  WebSocket() = default; // not open
  // What TestCase::create_ws() does.
  WebSocket(detail::User& user, Session& session, std::string_view url, WebSocketOptions options,
            Where where);
  WebSocket(WebSocket&& other) noexcept
      : user_(std::exchange(other.user_, nullptr)), raw_(std::exchange(other.raw_, nullptr)),
        callback_(std::move(other.callback_)) {}
  WebSocket& operator=(WebSocket&& other) noexcept {
    std::swap(user_, other.user_);
    std::swap(raw_, other.raw_);
    std::swap(callback_, other.callback_);
    return *this;
  }
  ~WebSocket() {
    if (raw_)
      table().release(user_->vu, raw_);
  }

  void send(std::string_view text, Where where = Where::here()) {
    send_as(LOADS_WEB_SOCKET_TEXT, text, "send", where);
  }
  void send_binary(std::string_view bytes, Where where = Where::here()) {
    send_as(LOADS_WEB_SOCKET_BINARY, bytes, "send_binary", where);
  }

  // The next message, after the callback had it. Pings are answered meanwhile.
  Message receive(std::chrono::nanoseconds timeout = {}, Where where = Where::here()) {
    Message message;
    if (const loads_status status = next(timeout, message, where); status != LOADS_OK) [[unlikely]]
      failed(status, "receive", where);
    return message;
  }
  // The same, but no message (which is false) if none came in time; by default, if none is there.
  Message try_receive(std::chrono::nanoseconds timeout = std::chrono::nanoseconds(1),
                      Where where = Where::here()) {
    Message message;
    const loads_status status = next(timeout, message, where);
    if (status != LOADS_OK && status != LOADS_E_TIMEOUT) [[unlikely]]
      failed(status, "try_receive", where);
    return message;
  }

  // Does not wait for the answer.
  void ping(std::string_view payload = {}, Where where = Where::here()) {
    require("ping", where);
    loads_status status;
    {
      const detail::ParkedExceptions parked;
      status = table().ping(user_->vu, raw_, detail::to_abi(payload));
    }
    check(status, "ping", where);
  }

  // Says goodbye and waits until the server does. The callback gets what has come by then. Does nothing where
  // the socket is not open.
  void close(unsigned code = 1000, std::string_view reason = {}, std::chrono::nanoseconds timeout = {},
             Where where = Where::here());

  bool is_open() const { return info().is_open; }
  // Whether the server took permessage-deflate.
  bool is_compressed() const { return info().is_compressed; }
  // That the server chose; empty if none.
  std::string_view protocol() const { return detail::from_abi(info().protocol); }
  // What the server closed with; 0 if it did not.
  unsigned close_code() const { return info().close_code; }
  std::string_view close_reason() const { return detail::from_abi(info().close_reason); }

private:
  const loads_ext_websocket& table() const { return *user_->tables->websocket; }
  loads_web_socket_info info() const {
    loads_web_socket_info info = {};
    info.size = sizeof info;
    if (raw_)
      table().info(user_->vu, raw_, &info);
    return info;
  }

  void send_as(loads_web_socket_type type, std::string_view data, const char* what, Where where) {
    require(what, where);
    loads_status status;
    {
      const detail::ParkedExceptions parked;
      status = table().send(user_->vu, raw_, type, detail::to_abi(data));
    }
    check(status, what, where);
  }
  loads_status next(std::chrono::nanoseconds timeout, Message& message, Where where);
  void require(const char* what, Where where) const {
    if (!raw_) [[unlikely]]
      throw WebSocketError(std::string(what) + ": this web socket was never opened", LOADS_E_INVALID, where);
  }
  void check(loads_status status, const char* what, Where where) {
    if (status != LOADS_OK) [[unlikely]]
      failed(status, what, where);
  }
  [[noreturn]] void failed(loads_status status, const char* what, Where where);

  detail::User* user_ = nullptr;
  loads_web_socket* raw_ = nullptr;
  MessageCallback callback_;
};

[[gnu::noinline, gnu::cold]] inline WebSocket::WebSocket(detail::User& user, Session& session,
                                                         std::string_view url, WebSocketOptions options,
                                                         Where where)
    : user_(&user), callback_(std::move(options.callback)) {
  if (!user.tables->websocket)
    throw WebSocketError("this program has no web sockets", LOADS_E_MISSING, where);
  RequestOptions as_request;
  as_request.params = std::move(options.params);
  as_request.headers = std::move(options.headers);
  as_request.auth = std::move(options.auth);
  as_request.insecure = options.insecure;
  as_request.cookies = options.cookies;
  as_request.connect_timeout = options.connect_timeout;
  as_request.first_byte_timeout = options.handshake_timeout;
  const loads_http_request handshake = session.prepare(url, as_request);

  std::vector<loads_str> protocols;
  for (const Text& protocol : options.protocols)
    protocols.push_back(detail::to_abi(protocol.view()));
  loads_web_socket_request raw = {};
  raw.size = sizeof raw;
  for (const Text& extension : options.extensions) {
    if (extension.view() != "permessage-deflate")
      throw std::invalid_argument("the extension \"" + std::string(extension.view()) +
                                  "\" is not known: there is permessage-deflate");
    raw.flags |= LOADS_WEB_SOCKET_DEFLATE;
  }
  if (handshake.flags & LOADS_HTTP_INSECURE)
    raw.flags |= LOADS_WEB_SOCKET_INSECURE;
  if (handshake.flags & LOADS_HTTP_NO_COOKIES)
    raw.flags |= LOADS_WEB_SOCKET_NO_COOKIES;
  raw.url = handshake.url;
  raw.label = detail::to_abi(options.name.view());
  raw.protocols = protocols.data();
  raw.protocol_count = protocols.size();
  raw.headers = handshake.headers;
  raw.header_count = handshake.header_count;
  raw.connect_timeout_ns = handshake.connect_timeout_ns;
  raw.handshake_timeout_ns = handshake.first_byte_timeout_ns;
  raw.message_limit = options.message_limit;
  loads_status status;
  {
    const detail::ParkedExceptions parked;
    status = table().open(user.vu, &raw, &raw_);
  }
  check(status, "create_ws", where);
}

inline loads_status WebSocket::next(std::chrono::nanoseconds timeout, Message& message, Where where) {
  require("receive", where);
  loads_web_socket_message raw = {};
  raw.size = sizeof raw;
  loads_status status;
  {
    const detail::ParkedExceptions parked;
    status = table().receive(user_->vu, raw_, detail::time_limit(timeout), &raw);
  }
  if (status == LOADS_OK) {
    message = Message(raw);
    if (callback_)
      callback_(message);
  }
  return status;
}

inline void WebSocket::close(unsigned code, std::string_view reason, std::chrono::nanoseconds timeout,
                             Where where) {
  if (!raw_)
    return;
  Message message;
  constexpr int most = 10'000; // a server that goes on talking does not keep us from leaving
  for (int i = 0; callback_ && i < most && next(std::chrono::nanoseconds(1), message, where) == LOADS_OK;
       ++i) {
  }
  loads_status status;
  {
    const detail::ParkedExceptions parked;
    status = table().close(user_->vu, raw_, code, detail::to_abi(reason), detail::time_limit(timeout));
  }
  check(status, "close", where);
}

[[gnu::noinline, gnu::cold]] inline void WebSocket::failed(loads_status status, const char* what,
                                                           Where where) {
  if (status == LOADS_E_CANCELLED) {
    user_->stopped = true;
    throw Stopped();
  }
  const std::string_view text = detail::from_abi(user_->tables->vu->error_text(user_->vu));
  throw WebSocketError(text.empty() ? std::string(what) + " failed" : std::string(text), status, where);
}

} // namespace loads
