// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/abi/websocket.h>
#include <loads/detail/strings.hpp>
#include <loads/request_options.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace loads {

// A message from a web socket. Its views are valid until the next receive() or close() of that socket.
class Message {
public:
  Message() = default; // none
  explicit Message(const loads_web_socket_message& raw) : raw_(raw) {}

  // False if there is none: from try_receive().
  explicit operator bool() const { return raw_.size != 0; }
  bool is_text() const { return raw_.type == LOADS_WEB_SOCKET_TEXT; }
  bool is_binary() const { return raw_.type == LOADS_WEB_SOCKET_BINARY; }
  std::string_view text() const { return detail::from_abi(raw_.data); }
  std::string_view data() const { return text(); }
  std::size_t size() const { return raw_.data.size; }

private:
  loads_web_socket_message raw_ = {};
};

// What is called with each message that comes: a lambda, a function, or nothing.
class MessageCallback {
public:
  MessageCallback() = default;
  template <class Action>
  requires(std::is_invocable_v<Action&, const Message&>) MessageCallback(Action action)
      : held_(new Holder<Action>(std::move(action))) {}
  MessageCallback(MessageCallback&& other) noexcept : held_(std::exchange(other.held_, nullptr)) {}
  MessageCallback& operator=(MessageCallback&& other) noexcept {
    std::swap(held_, other.held_);
    return *this;
  }
  ~MessageCallback() { delete held_; }

  explicit operator bool() const { return held_; }
  void operator()(const Message& message) { held_->call(message); }

private:
  struct Base {
    virtual ~Base() = default;
    virtual void call(const Message& message) = 0;
  };
  template <class Action>
  struct Holder : Base {
    explicit Holder(Action&& from) : action(std::move(from)) {}
    void call(const Message& message) override { action(message); }
    Action action;
  };

  Base* held_ = nullptr;
};

// What a web socket can have besides its URL. Name the members that you need, in this order:
//   create_ws("/ws", {.callback = on_message, .protocols = {"chat"}, .extensions = {"permessage-deflate"}});
// The handshake takes cookies, default headers, authorization and set_insecure() of the session. A zero
// duration is the run's default.
struct WebSocketOptions {
  MessageCallback callback{}; // in receive(), and in close() for what has come by then
  List<Text> protocols{};     // the best first
  List<Text> extensions{};    // "permessage-deflate" is the one that there is
  Text name{};                // in the results; otherwise the URL without its query
  Fields params{};
  Fields headers{};
  Auth auth{};
  std::chrono::nanoseconds connect_timeout{}; // name, connection and TLS
  std::chrono::nanoseconds handshake_timeout{};
  std::uint64_t message_limit = 0; // bytes of a received message; 0: 16 MiB
  bool insecure = false;           // accept any certificate
  bool cookies = true;
};

} // namespace loads
