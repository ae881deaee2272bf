// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/testing/fake_tables.hpp>

#pragma GCC visibility push(hidden)
namespace loads::testing {

// The functions behind the web sockets of a FakeHost.
struct FakeSockets {
  struct Socket {
    SocketScript script;
    SocketRecord* record;
    std::deque<SocketMessage> coming;
    SocketMessage current;
    bool closed_by_server = false;
  };

  static Socket& of(const loads_web_socket* socket) {
    return *reinterpret_cast<Socket*>(const_cast<loads_web_socket*>(socket));
  }
  static loads_status fail(loads_vu* vu, loads_status status, std::string text) {
    FakeTables::state(vu).error = std::move(text);
    return status;
  }
  static loads_status ready(loads_vu* vu, Socket& socket) {
    if (!FakeTables::suspend(vu))
      return LOADS_E_CANCELLED;
    if (socket.closed_by_server)
      return fail(vu, LOADS_E_CLOSED, socket.record->url + ": the server closed the web socket");
    return socket.record->open ? LOADS_OK : fail(vu, LOADS_E_INVALID, "the web socket is closed");
  }

  static loads_status open(loads_vu* vu, const loads_web_socket_request* raw, loads_web_socket** socket) {
    *socket = nullptr;
    if (!FakeTables::suspend(vu))
      return LOADS_E_CANCELLED;
    const auto time = [](std::uint64_t count) {
      return std::chrono::nanoseconds(static_cast<std::chrono::nanoseconds::rep>(count));
    };
    FakeHost& host = FakeTables::host(vu);
    SocketRecord& record = host.sockets.emplace_back();
    record.url = FakeTables::text(raw->url);
    record.label = FakeTables::text(raw->label);
    for (std::size_t i = 0; i < raw->protocol_count; ++i)
      record.protocols.push_back(FakeTables::text(raw->protocols[i]));
    for (std::size_t i = 0; i < raw->header_count; ++i)
      record.headers.emplace_back(FakeTables::text(raw->headers[i].name),
                                  FakeTables::text(raw->headers[i].value));
    record.flags = raw->flags;
    record.connect_timeout = time(raw->connect_timeout_ns);
    record.handshake_timeout = time(raw->handshake_timeout_ns);
    record.message_limit = raw->message_limit;
    SocketScript script;
    if (!host.socket_scripts.empty()) {
      script = std::move(host.socket_scripts.front());
      host.socket_scripts.pop_front();
    }
    if (script.result != LOADS_OK)
      return fail(vu, script.result, script.error);
    record.open = true;
    Socket* made = new Socket{std::move(script), &record, {}, {}};
    made->coming.assign(made->script.messages.begin(), made->script.messages.end());
    *socket = reinterpret_cast<loads_web_socket*>(made);
    return LOADS_OK;
  }

  static loads_status send(loads_vu* vu, loads_web_socket* raw, loads_web_socket_type type, loads_str data) {
    Socket& socket = of(raw);
    if (const loads_status status = ready(vu, socket); status != LOADS_OK)
      return status;
    const SocketMessage message{FakeTables::text(data), type == LOADS_WEB_SOCKET_BINARY};
    socket.record->sent.push_back(message);
    if (socket.script.echo)
      socket.coming.push_back(message);
    return LOADS_OK;
  }

  // Where nothing comes any more, the clock moves to the end of the time limit.
  static loads_status receive(loads_vu* vu, loads_web_socket* raw, std::uint64_t timeout,
                              loads_web_socket_message* message) {
    Socket& socket = of(raw);
    if (const loads_status status = ready(vu, socket); status != LOADS_OK)
      return status;
    if (socket.coming.empty() && socket.script.close_code != 0) {
      socket.closed_by_server = true;
      socket.record->open = false;
      return ready(vu, socket);
    }
    if (socket.coming.empty()) {
      if (!FakeTables::pass(vu, std::chrono::nanoseconds(static_cast<std::int64_t>(timeout))))
        return LOADS_E_CANCELLED;
      return fail(vu, LOADS_E_TIMEOUT, "no message came in time");
    }
    socket.current = std::move(socket.coming.front());
    socket.coming.pop_front();
    message->type = socket.current.binary ? LOADS_WEB_SOCKET_BINARY : LOADS_WEB_SOCKET_TEXT;
    message->data = detail::to_abi(socket.current.data);
    return LOADS_OK;
  }

  static loads_status ping(loads_vu* vu, loads_web_socket* raw, loads_str payload) {
    Socket& socket = of(raw);
    if (const loads_status status = ready(vu, socket); status != LOADS_OK)
      return status;
    socket.record->pings.push_back(FakeTables::text(payload));
    return LOADS_OK;
  }

  static loads_status close(loads_vu* vu, loads_web_socket* raw, std::uint32_t code, loads_str reason,
                            std::uint64_t) {
    Socket& socket = of(raw);
    if (!FakeTables::suspend(vu))
      return LOADS_E_CANCELLED;
    if (!socket.record->open)
      return LOADS_OK;
    socket.record->open = false;
    socket.record->close_code = code;
    socket.record->close_reason = FakeTables::text(reason);
    return LOADS_OK;
  }

  static void info(loads_vu*, const loads_web_socket* raw, loads_web_socket_info* out) {
    const Socket& socket = of(raw);
    const std::uint32_t size = out->size;
    if (size >= sizeof *out)
      *out = {size,
              socket.record->open,
              socket.script.compressed,
              socket.closed_by_server ? socket.script.close_code : 0,
              detail::to_abi(socket.closed_by_server ? std::string_view(socket.script.close_reason)
                                                     : std::string_view()),
              detail::to_abi(socket.script.protocol),
              0};
  }

  static void release(loads_vu*, loads_web_socket* raw) {
    of(raw).record->open = false;
    of(raw).record->released = true;
    delete &of(raw);
  }
};

inline constexpr loads_ext_websocket websocket_table = {sizeof(loads_ext_websocket), 0,
                                                        FakeSockets::open,           FakeSockets::send,
                                                        FakeSockets::receive,        FakeSockets::ping,
                                                        FakeSockets::close,          FakeSockets::info,
                                                        FakeSockets::release};

} // namespace loads::testing
#pragma GCC visibility pop
