// SPDX-License-Identifier: Apache-2.0
#include "core/net/web_socket_link.hpp"

#include <boost/beast/zlib/error.hpp>
#include <cctype>

namespace loads::net {
namespace {

namespace websocket = boost::beast::websocket;

// Beast's streams belong to a context. Nothing ever runs in this one.
boost::asio::io_context& idle_context() {
  static auto* const context = new boost::asio::io_context(1); // outlives all streams
  return *context;
}

// Behind the deadline, of what was there by then: a server that sends pings without end is left alone.
constexpr std::size_t most_late_bytes = 1 << 20;

// "The WebSocket frame was masked" -> "the WebSocket frame was masked"
std::string in_a_sentence(std::string text) {
  if (!text.empty())
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

} // namespace

WebSocketLayer::executor_type WebSocketLayer::get_executor() const {
  return idle_context().get_executor();
}

IoResult WebSocketLink::read_some(void* data, std::size_t size) {
  if (mode_ == Mode::leave)
    return {IoStatus::end};
  // Within a message Beast cannot be left: it would lose what it has parsed and unpacked of it.
  const bool may_leave = mode_ == Mode::receive && stream_.is_message_done();
  const base::TimePoint deadline = mode_ == Mode::receive && !may_leave ? rest_deadline_ : read_deadline_;
  const bool late = waiter_.now() >= deadline;
  if (late && !may_leave)
    return noted({IoStatus::timeout});
  if (late && late_bytes_ >= most_late_bytes)
    throw Interrupted{false};
  connection_.expires_at(deadline);
  IoResult result = connection_.read_some(data, size);
  if (!may_leave)
    return noted(result);
  if (result.status == IoStatus::timeout) {
    result = connection_.try_read(data, size); // what came while we were waiting for our turn
    if (result.status == IoStatus::want_read || result.status == IoStatus::want_write)
      throw Interrupted{false};
  }
  if (result.status == IoStatus::cancelled)
    throw Interrupted{true};
  if (late)
    late_bytes_ += result.bytes;
  return noted(result);
}

IoResult WebSocketLink::write_some(const iovec* parts, int count) {
  if (mode_ == Mode::leave) {
    const IoResult result = connection_.try_write(parts, count);
    return result ? result : IoResult{IoStatus::end};
  }
  connection_.expires_at(rest_deadline_);
  return noted(connection_.write_some(parts, count));
}

Failure WebSocketLink::explain(const Error& error, std::string_view doing) const {
  switch (trouble_.status) {
  case IoStatus::cancelled:
    return {Outcome::cancelled, "cancelled", "the run is stopping"};
  case IoStatus::timeout:
    return {Outcome::timeout, std::string(doing) + " timeout",
            doing == "receive" ? "the server stopped in the middle of a message"
            : doing == "close"
                ? "the server did not answer the close frame in time"
                : "the server did not take the data in time; does it wait until something is received?"};
  case IoStatus::end:
    return {Outcome::network, "closed without goodbye",
            "the server closed the connection without a close frame"};
  case IoStatus::failed:
    return connection_.describe(trouble_);
  default:
    break;
  }
  if (error == websocket::error::message_too_big)
    return {Outcome::network, "message too large",
            "the server sent a message of more than " + std::to_string(stream_.read_message_max()) +
                " bytes, which is the limit"};
  if (error.category() == make_error_code(boost::beast::zlib::error::need_buffers).category())
    return {Outcome::network, "bad compression", "a compressed message from the server cannot be unpacked"};
  return {Outcome::network, "protocol violation",
          "the server broke the rules of web sockets: " + in_a_sentence(error.message())};
}

} // namespace loads::net
