// SPDX-License-Identifier: Apache-2.0
// How a web socket begins: the request, what the server may answer, and what is wrong with other answers.
#include "core/net/request_head.hpp"
#include "core/net/web_socket_link.hpp"

#include <algorithm>

namespace loads::net {
namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using beast::http::field;

constexpr std::uint64_t usual_message_limit = 16 << 20;
// Our side of permessage-deflate: what a socket holds stays small, and most messages do not need more.
constexpr int own_window_bits = 12;
constexpr const char* offer = "permessage-deflate; client_max_window_bits=12";

beast::string_view to_beast(std::string_view text) {
  return {text.data(), text.size()};
}
std::string_view from_beast(beast::string_view text) {
  return {text.data(), text.size()};
}

std::string joined(const WebSocketRequest& request) {
  std::string names;
  for (std::size_t i = 0; i < request.protocol_count; ++i)
    names.append(i ? ", " : "").append(view(request.protocols[i]));
  return names;
}

void fill(websocket::request_type& head, const WebSocketRequest& request, const Url& url,
          std::string_view cookies, std::string_view user_agent) {
  head.set(field::user_agent, to_beast(user_agent));
  if (!url.user_info().empty())
    head.set(field::authorization, "Basic " + basic_credentials(url.user_info()));
  if (!cookies.empty())
    head.set(field::cookie, to_beast(cookies));
  if (request.protocol_count)
    head.set(field::sec_websocket_protocol, joined(request));
  if (request.flags & LOADS_WEB_SOCKET_DEFLATE)
    head.set(field::sec_websocket_extensions, offer);
  // The first of a name takes the place of ours.
  for (std::size_t i = 0; i < request.header_count; ++i) {
    const std::string_view name = view(request.headers[i].name), value = view(request.headers[i].value);
    const auto same = [&](const loads_header& other) { return equal_ignoring_case(view(other.name), name); };
    if (std::none_of(request.headers, request.headers + i, same))
      head.erase(to_beast(name));
    head.insert(to_beast(name), to_beast(value));
  }
}

// An extension or a subprotocol that nobody asked for; empty if there is none.
std::string find_fault(const WebSocketRequest& request, const WebSocketLink::Answer& answer) {
  const std::string_view extensions = from_beast(answer[field::sec_websocket_extensions]);
  const bool asked = (request.flags & LOADS_WEB_SOCKET_DEFLATE) != 0;
  for (const auto& extension : beast::http::ext_list{to_beast(extensions)})
    if (!asked || !beast::iequals(extension.first, "permessage-deflate"))
      return "uses the extension " + std::string(from_beast(extension.first)) + ", which was not asked for";
  const std::string_view chosen = from_beast(answer[field::sec_websocket_protocol]);
  const auto is_chosen = [&](loads_str protocol) { return view(protocol) == chosen; };
  if (!chosen.empty() &&
      std::none_of(request.protocols, request.protocols + request.protocol_count, is_chosen))
    return "chose the subprotocol " + std::string(chosen) + ", which was not asked for";
  return {};
}

Failure bad_handshake(std::string text) {
  return {Outcome::network, "bad handshake", std::move(text)};
}

Failure refused(const WebSocketLink::Answer& answer) {
  const std::string status = std::to_string(answer.result_int());
  std::string text = "the server answered " + status;
  if (!answer.reason().empty())
    text.append(" ").append(from_beast(answer.reason()));
  if (const auto place = answer[field::location]; !place.empty())
    text.append(", see ").append(from_beast(place));
  return {Outcome::network, "handshake refused: " + status,
          text + ", and does not open a web socket at this URL"};
}

} // namespace

bool WebSocketLink::shake_hands(const WebSocketRequest& request, const Url& url, std::string_view cookies,
                                std::string_view user_agent, base::TimePoint deadline, Answer& answer,
                                Failure& failure) {
  websocket::permessage_deflate deflate;
  deflate.client_enable = (request.flags & LOADS_WEB_SOCKET_DEFLATE) != 0;
  deflate.client_max_window_bits = own_window_bits;
  deflate.compLevel = 3;
  deflate.msg_size_threshold = 32;
  stream_.set_option(deflate);
  stream_.auto_fragment(false);
  stream_.secure_prng(false); // masks protect proxies from web pages, not servers from us
  stream_.read_message_max(
      static_cast<std::size_t>(request.message_limit ? request.message_limit : usual_message_limit));
  stream_.control_callback([this](websocket::frame_type type, beast::string_view) {
    close_came_ = close_came_ || type == websocket::frame_type::close;
  });
  stream_.set_option(websocket::stream_base::decorator(
      [&](websocket::request_type& head) { fill(head, request, url, cookies, user_agent); }));
  set_mode(Mode::whole, deadline, deadline);

  Error error;
  stream_.handshake(answer, to_beast(url.authority()), to_beast(url.target()), error);
  stream_.set_option(websocket::stream_base::decorator([](websocket::request_type&) {}));
  if (!error) {
    const std::string fault = find_fault(request, answer);
    compressed_ = !answer[field::sec_websocket_extensions].empty();
    if (!fault.empty())
      failure = bad_handshake("the server " + fault);
    return fault.empty();
  }
  failure = explain_handshake(error, answer);
  return false;
}

Failure WebSocketLink::explain_handshake(const Error& error, const Answer& answer) const {
  if (error == websocket::error::upgrade_declined)
    return refused(answer);
  if (error == beast::http::error::end_of_stream || error == beast::http::error::partial_message ||
      trouble_.status == IoStatus::end)
    return {Outcome::network, "connection closed before the answer",
            "the server closed the connection in the handshake"};
  if (trouble_.status == IoStatus::timeout)
    return {Outcome::timeout, "handshake timeout", "the server did not answer the handshake in time"};
  if (trouble_.status != IoStatus::ok)
    return explain(error, "handshake");
  if (error == websocket::error::bad_sec_accept || error == websocket::error::no_sec_accept)
    return bad_handshake("the server's Sec-WebSocket-Accept is not the one that belongs to our key");
  if (error == beast::http::error::header_limit || error == beast::http::error::body_limit)
    return bad_handshake("the server's answer is too large");
  if (error.category() == make_error_code(websocket::error::closed).category())
    return bad_handshake("the server's answer is not that of a web socket: " + error.message());
  return {Outcome::network, "not HTTP", "the server's answer is not HTTP: " + error.message()};
}

} // namespace loads::net
