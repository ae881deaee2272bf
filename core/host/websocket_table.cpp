// SPDX-License-Identifier: Apache-2.0
#include "core/host/host_table.hpp"
#include "core/host/vu.hpp"

#include <algorithm>
#include <cstring>

namespace loads::host {
namespace {

net::WebSocketRequest read_request(const loads_web_socket_request& from) {
  net::WebSocketRequest request;
  request.flags = from.flags;
  request.url = view_of(from.url);
  request.label = view_of(from.label);
  request.protocols = from.protocols;
  request.protocol_count = from.protocols ? from.protocol_count : 0;
  request.headers = from.headers;
  request.header_count = from.headers ? from.header_count : 0;
  request.connect_timeout = time_limit(from.connect_timeout_ns);
  request.handshake_timeout = time_limit(from.handshake_timeout_ns);
  request.message_limit = from.message_limit;
  return request;
}

// Around what a socket does for its user while others may run.
template <class Action>
loads_status suspending(loads_vu* vu, net::WebSocket& socket, Action action) {
  SuspendingCall call(*vu, metrics::HostCall::web_socket);
  if (vu->waiter.cancelled())
    return fail_with(vu, net::Outcome::cancelled, {});
  const net::Outcome outcome = action();
  return outcome == net::Outcome::ok ? LOADS_OK : fail_with(vu, outcome, socket.error_text());
}

loads_status open(loads_vu* vu, const loads_web_socket_request* from, loads_web_socket** opened) {
  *opened = nullptr;
  if (from->size < sizeof *from)
    return fail_with(
        vu, net::Outcome::invalid,
        "loads_web_socket_request.size is too small: set it to sizeof(loads_web_socket_request)");
  auto socket = std::make_unique<loads_web_socket>(vu->net, vu->waiter, vu->recorder.sockets());
  const loads_status status =
      suspending(vu, *socket, [&] { return socket->open(read_request(*from), vu->http); });
  if (status == LOADS_OK)
    *opened = vu->sockets.emplace_back(std::move(socket)).get();
  return status;
}

loads_status send(loads_vu* vu, loads_web_socket* socket, loads_web_socket_type type, loads_str data) {
  if (type != LOADS_WEB_SOCKET_TEXT && type != LOADS_WEB_SOCKET_BINARY)
    return fail_with(vu, net::Outcome::invalid, "a message is LOADS_WEB_SOCKET_TEXT or _BINARY");
  return suspending(vu, *socket, [&] { return socket->send(type == LOADS_WEB_SOCKET_TEXT, view_of(data)); });
}

loads_status receive(loads_vu* vu, loads_web_socket* socket, std::uint64_t timeout_ns,
                     loads_web_socket_message* out) {
  if (out->size < sizeof *out)
    return fail_with(
        vu, net::Outcome::invalid,
        "loads_web_socket_message.size is too small: set it to sizeof(loads_web_socket_message)");
  net::WebSocketMessage message;
  const loads_status status =
      suspending(vu, *socket, [&] { return socket->receive(time_limit(timeout_ns), message); });
  out->type = message.is_text ? LOADS_WEB_SOCKET_TEXT : LOADS_WEB_SOCKET_BINARY;
  out->data = borrow(message.data);
  return status;
}

loads_status ping(loads_vu* vu, loads_web_socket* socket, loads_str payload) {
  return suspending(vu, *socket, [&] { return socket->ping(view_of(payload)); });
}

loads_status close(loads_vu* vu, loads_web_socket* socket, std::uint32_t code, loads_str reason,
                   std::uint64_t timeout_ns) {
  return suspending(vu, *socket,
                    [&] { return socket->close(code, view_of(reason), time_limit(timeout_ns)); });
}

void info(loads_vu*, const loads_web_socket* socket, loads_web_socket_info* out) {
  loads_web_socket_info full{sizeof full,
                             socket->is_open(),
                             socket->is_compressed(),
                             socket->close_code(),
                             borrow(socket->close_reason()),
                             borrow(socket->protocol()),
                             static_cast<std::uint64_t>(socket->handshake_time().count())};
  full.size = std::min<std::uint32_t>(out->size, sizeof full);
  std::memcpy(out, &full, full.size);
}

void release(loads_vu* vu, loads_web_socket* socket) {
  auto& sockets = vu->sockets;
  const auto found =
      std::find_if(sockets.begin(), sockets.end(), [&](const auto& each) { return each.get() == socket; });
  if (found == sockets.end())
    return;
  std::swap(*found, sockets.back());
  sockets.pop_back();
}

} // namespace

const loads_ext_websocket websocket_table = {
    sizeof(loads_ext_websocket), 0, open, send, receive, ping, close, info, release};

} // namespace loads::host
