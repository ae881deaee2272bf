// SPDX-License-Identifier: Apache-2.0
#include "core/net/web_socket.hpp"

#include "core/base/text.hpp"
#include "core/net/exchange.hpp"
#include "core/net/http_client.hpp"
#include "core/net/rate_limiter.hpp"
#include "core/net/request_head.hpp"
#include "core/net/web_socket_link.hpp"

#include <algorithm>
#include <utility>

namespace loads::net {
namespace {

namespace websocket = boost::beast::websocket;
using boost::beast::http::field;
using Mode = WebSocketLink::Mode;

constexpr std::size_t least_room = 512;        // for a message that is waited for
constexpr std::size_t most_room = 64 * 1024;   // at once, whatever size a frame says it has
constexpr std::size_t small_message = 1024;    // masked and sent in one piece, with a buffer of that size
constexpr std::size_t large_piece = 16 * 1024; // of larger ones
constexpr std::size_t longest_control = 125;   // RFC 6455, 5.5
constexpr auto usual_close_timeout = std::chrono::seconds(5);
constexpr auto end_timeout = std::chrono::seconds(1); // for a server that closed to hang up

std::string_view from_beast(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

// "ws://host/" is "http://host/" with another name.
std::string_view as_http(std::string_view url, std::string& storage) {
  if (url.size() < 3 || !equal_ignoring_case(url.substr(0, 2), "ws"))
    return url;
  return storage = std::string("http").append(url.substr(2));
}
std::string as_web_socket(std::string_view http_url) {
  return "ws" + std::string(http_url.substr(4));
}

bool is_of_the_handshake(std::string_view name) {
  return equal_ignoring_case(name, "Connection") || equal_ignoring_case(name, "Upgrade") ||
         (name.size() > 14 && equal_ignoring_case(name.substr(0, 14), "Sec-WebSocket-"));
}

// Beast looks at each fragment of a text, but not whether it ends inside a character when the last one is
// empty.
bool ends_whole(std::string_view text) {
  std::size_t at = text.size();
  while (at > 0 && text.size() - at < 3 && (static_cast<unsigned char>(text[at - 1]) & 0xC0) == 0x80)
    --at;
  return text.empty() || base::is_utf8(text.substr(at - (at > 0)));
}

bool may_be_sent(unsigned code) {
  return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) ||
         (code >= 3000 && code <= 4999);
}

} // namespace

WebSocket::WebSocket(ThreadContext& thread, engine::Waiter& waiter, model::SocketSink& sink)
    : thread_(thread), waiter_(waiter), sink_(sink) {}

WebSocket::~WebSocket() {
  if (!link_)
    return;
  WebSocketLink::Error ignored;
  link_->set_mode(Mode::leave, {}, {});
  link_->stream().close(websocket::close_code::going_away, ignored);
  end({});
}

Outcome WebSocket::refuse(std::string problem) {
  failure_ = {Outcome::invalid, "invalid", std::move(problem)};
  return Outcome::invalid;
}

// What is wrong with the request; empty if nothing is.
std::string WebSocket::check(const WebSocketRequest& request, Url& url) {
  std::string http;
  const std::string_view text = as_http(request.url, http);
  if (text.find("://") == text.npos)
    return "the URL \"" + std::string(request.url) +
           "\" does not begin with ws:// or wss://: write for example ws://localhost:9000/ws";
  if (std::string problem = url.assign(text); !problem.empty())
    return problem;
  HttpRequest as_request;
  as_request.headers = request.headers;
  as_request.header_count = request.header_count;
  if (std::string problem = request_problem(as_request); !problem.empty())
    return problem;
  for (std::size_t i = 0; i < request.header_count; ++i)
    if (const std::string_view name = view(request.headers[i].name); is_of_the_handshake(name))
      return "the header " + std::string(name) + " belongs to the handshake and cannot be given" +
             (equal_ignoring_case(name, "Sec-WebSocket-Protocol") ? "; subprotocols have an option" : "");
  for (std::size_t i = 0; i < request.protocol_count; ++i)
    if (!is_token(view(request.protocols[i])))
      return "a subprotocol is a word, not \"" + std::string(view(request.protocols[i])) + "\"";
  return {};
}

// As HttpClient's: handshakes, messages and pings are requests, too.
bool WebSocket::wait_for_turn() {
  RateLimiter* const limiter = thread_.limiter();
  if (!limiter || limiter->wait(waiter_))
    return true;
  interrupted(true);
  return false;
}

Outcome WebSocket::open(const WebSocketRequest& request, HttpClient& client) {
  Url url;
  if (std::string problem = check(request, url); !problem.empty())
    return refuse(std::move(problem));
  url_ = as_web_socket(url.label());
  label_ = sink_.socket_label(request.label.empty() ? std::string_view(url_) : request.label);
  if (!wait_for_turn())
    return failure_.outcome;
  const base::TimePoint started = waiter_.now();
  if (!connect(request, url, client)) {
    link_.reset();
    failure_.text.insert(0, url_ + ": ");
    ended_ = failure_;
    if (failure_.outcome != Outcome::cancelled)
      sink_.socket_failed(label_, failure_.reason);
    return failure_.outcome;
  }
  handshake_time_ = waiter_.now() - started;
  sink_.socket_opened(label_, handshake_time_);
  return Outcome::ok;
}

bool WebSocket::connect(const WebSocketRequest& request, const Url& url, HttpClient& client) {
  const NetOptions& options = thread_.process().options();
  const auto until = [&](base::Duration asked, base::Duration usual) {
    return base::after(waiter_.now(), asked.count() > 0 ? asked : usual);
  };
  const bool uses_cookies = !(request.flags & LOADS_WEB_SOCKET_NO_COOKIES);
  OpenTimes times;
  link_ = std::make_unique<WebSocketLink>(thread_, waiter_, url,
                                          (request.flags & LOADS_WEB_SOCKET_INSECURE) != 0);
  if (!link_->connection().open(url, until(request.connect_timeout, options.connect_timeout), times,
                                failure_))
    return false;
  WebSocketLink::Answer answer;
  const bool done = link_->shake_hands(
      request, url, uses_cookies ? client.cookies_for(url) : std::string(), thread_.process().user_agent(),
      until(request.handshake_timeout, options.first_byte_timeout), answer, failure_);
  if (uses_cookies)
    for (const auto& header : answer)
      if (header.name() == field::set_cookie)
        client.keep_cookie(url, from_beast(header.value()));
  protocol_ = from_beast(answer[field::sec_websocket_protocol]);
  compressed_ = link_->is_compressed();
  return done;
}

base::TimePoint WebSocket::usual_deadline() const {
  return base::after(waiter_.now(), thread_.process().options().total_timeout);
}

Outcome WebSocket::send(bool is_text, std::string_view data) {
  if (!link_)
    return not_open();
  if (!wait_for_turn())
    return failure_.outcome;
  auto& stream = link_->stream();
  stream.text(is_text);
  stream.write_buffer_bytes(data.size() <= small_message ? small_message : large_piece);
  const base::TimePoint now = waiter_.now();
  const base::TimePoint deadline = usual_deadline();
  link_->set_mode(Mode::whole, deadline, deadline);
  WebSocketLink::Error error;
  stream.write(boost::asio::buffer(data.data(), data.size()), error);
  if (error)
    return broke(link_->explain(error, "send"));
  sent_at_ = std::min(sent_at_, now);
  sink_.socket_sent(label_, data.size());
  return Outcome::ok;
}

Outcome WebSocket::ping(std::string_view payload) {
  if (payload.size() > longest_control)
    return refuse("a ping has at most 125 bytes, not " + std::to_string(payload.size()));
  if (!link_)
    return not_open();
  if (!wait_for_turn())
    return failure_.outcome;
  const base::TimePoint deadline = usual_deadline();
  link_->set_mode(Mode::whole, deadline, deadline);
  WebSocketLink::Error error;
  link_->stream().ping(websocket::ping_data(payload.data(), payload.size()), error);
  return error ? broke(link_->explain(error, "ping")) : Outcome::ok;
}

Outcome WebSocket::receive(base::Duration timeout, WebSocketMessage& message) {
  if (!link_)
    return not_open();
  auto& stream = link_->stream();
  const base::TimePoint usual = usual_deadline();
  link_->set_mode(Mode::receive, timeout.count() > 0 ? base::after(waiter_.now(), timeout) : usual, usual);
  message_.clear();
  if (message_.capacity() > most_room)
    message_.release_memory();
  WebSocketLink::Error error;
  try {
    do {
      const std::size_t room = std::min(stream.read_size_hint(least_room), most_room);
      char* const to = message_.prepare(std::max(room, least_room));
      message_.commit(stream.read_some(boost::asio::buffer(to, room), error));
    } while (!error && !stream.is_message_done());
  } catch (const WebSocketLink::Interrupted& why) {
    return interrupted(why.cancelled);
  }
  if (link_->close_came()) // whether or not our answer could still be sent
    return closed_by_server();
  if (error)
    return broke(link_->explain(error, "receive"));
  if (stream.got_text() && !ends_whole(message_.view()))
    return broke({Outcome::network, "protocol violation", "the server sent a text that is not UTF-8"});
  return delivered(message);
}

Outcome WebSocket::interrupted(bool cancelled) {
  if (cancelled)
    failure_ = {Outcome::cancelled, "cancelled", "the run is stopping"};
  else
    failure_ = {Outcome::timeout, "receive timeout", url_ + ": no message came in time"};
  return failure_.outcome;
}

Outcome WebSocket::delivered(WebSocketMessage& message) {
  message = {link_->stream().got_text(), message_.view()};
  std::optional<base::Duration> round_trip;
  if (sent_at_ != base::never)
    round_trip = waiter_.now() - std::exchange(sent_at_, base::never);
  sink_.socket_received(label_, message_.size(), round_trip);
  return Outcome::ok;
}

Outcome WebSocket::closed_by_server() {
  const auto& reason = link_->stream().reason();
  close_code_ = reason.code == websocket::close_code::none ? 1005u : reason.code;
  close_reason_ = from_beast({reason.reason.data(), reason.reason.size()});
  std::string text = url_ + ": the server closed the web socket with " + std::to_string(close_code_);
  if (!close_reason_.empty())
    text.append(" (").append(close_reason_).append(")");
  wait_for_end(base::after(waiter_.now(), end_timeout));
  end({Outcome::closed, "closed", std::move(text)});
  return not_open();
}

Outcome WebSocket::close(unsigned code, std::string_view reason, base::Duration timeout) {
  if (!may_be_sent(code))
    return refuse("a web socket cannot be closed with " + std::to_string(code) +
                  ": use 1000, or one from 3000 to 4999");
  if (reason.size() > longest_control - 2)
    return refuse("the reason of a close has at most 123 bytes, not " + std::to_string(reason.size()));
  if (!link_)
    return Outcome::ok;
  const base::TimePoint deadline =
      base::after(waiter_.now(), timeout.count() > 0 ? timeout : base::Duration(usual_close_timeout));
  link_->set_mode(Mode::whole, deadline, deadline);
  WebSocketLink::Error error;
  auto& stream = link_->stream();
  stream.close({static_cast<websocket::close_code>(code), {reason.data(), reason.size()}}, error);
  if (error && !link_->server_hung_up()) // without a close frame: rude, but closed
    return broke(link_->explain(error, "close"));
  if (!error) {
    close_code_ = stream.reason().code == websocket::close_code::none ? 1005u : stream.reason().code;
    close_reason_ = from_beast({stream.reason().reason.data(), stream.reason().reason.size()});
    wait_for_end(deadline);
  }
  end({Outcome::invalid, "closed", url_ + ": the web socket is closed, by the test itself"});
  return Outcome::ok;
}

// Whoever hangs up first keeps the port for a minute: let it be the server.
void WebSocket::wait_for_end(base::TimePoint deadline) {
  Connection& connection = link_->connection();
  connection.expires_at(deadline);
  const auto buffer = thread_.receive_buffer();
  while (connection.read_some(buffer.data(), buffer.size())) {
  }
}

Outcome WebSocket::broke(Failure failure) {
  if (failure.outcome != Outcome::cancelled)
    sink_.socket_failed(label_, failure.reason);
  failure.text.insert(0, url_ + ": ");
  end(std::move(failure));
  return not_open();
}

void WebSocket::end(Failure why) {
  ended_ = std::move(why);
  link_.reset();
  sink_.socket_closed(label_);
}

Outcome WebSocket::not_open() {
  failure_ = ended_;
  return failure_.outcome;
}

} // namespace loads::net
