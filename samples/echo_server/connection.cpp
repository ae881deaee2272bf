// SPDX-License-Identifier: Apache-2.0
// The only file that includes Beast, which takes long to compile.
#include "connection.hpp"

#include "pages.hpp"
#include "statistics.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <algorithm>
#include <optional>

namespace echo_server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::use_awaitable;
using asio::ip::tcp;

constexpr std::size_t largest_head = 64 * 1024;
constexpr std::size_t largest_body = 16 * 1024 * 1024;
constexpr std::size_t filler_part = 64 * 1024;

using BeastRequest = http::request<http::string_body>;
using Head = http::response<http::empty_body>;

// Calls `leave` of the statistics when the scope ends, on whatever way.
class Counted {
public:
  Counted(Statistics& statistics, void (Statistics::*leave)()) : statistics_(statistics), leave_(leave) {}
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() { (statistics_.*leave_)(); }

private:
  Statistics& statistics_;
  void (Statistics::*leave_)();
};

Request plain(BeastRequest&& from) {
  Request request{std::string(from.method_string()), std::string(from.target()), {}, std::move(from.body())};
  for (const auto& field : from)
    request.headers.emplace_back(field.name_string(), field.value());
  return request;
}

http::response<http::string_body> with_body(Head&& head, std::string body) {
  http::response<http::string_body> response;
  response.base() = std::move(head.base());
  response.body() = std::move(body);
  response.prepare_payload();
  return response;
}

asio::awaitable<void> write_head(tcp::socket& socket, Head& head) {
  http::response_serializer<http::empty_body> serializer(head);
  co_await http::async_write_header(socket, serializer, use_awaitable);
}

asio::awaitable<void> write_filler(tcp::socket& socket, Head head, std::uint64_t bytes, bool with_content) {
  static const std::string part(filler_part, 'x');
  head.content_length(bytes);
  co_await write_head(socket, head);
  while (with_content && bytes > 0) {
    const std::size_t size = std::min<std::uint64_t>(bytes, part.size());
    co_await asio::async_write(socket, asio::buffer(part, size), use_awaitable);
    bytes -= size;
  }
}

asio::awaitable<void> write_chunks(tcp::socket& socket, Head head, unsigned chunks, bool with_content) {
  head.chunked(true);
  co_await write_head(socket, head);
  if (!with_content)
    co_return;
  for (unsigned number = 1; number <= chunks; ++number) {
    const std::string line = "chunk " + std::to_string(number) + "\n";
    co_await asio::async_write(socket, http::make_chunk(asio::buffer(line)), use_awaitable);
  }
  co_await asio::async_write(socket, http::make_chunk_last(), use_awaitable);
}

asio::awaitable<void> write_response(tcp::socket& socket, Response response, const BeastRequest& asked,
                                     bool keep) {
  if (response.delay.count() > 0) {
    asio::steady_timer timer(socket.get_executor(), response.delay);
    co_await timer.async_wait(use_awaitable);
  }
  Head head(static_cast<http::status>(response.status), asked.version());
  head.set(http::field::server, "echo_server");
  head.set(http::field::content_type, response.content_type);
  for (const auto& [name, value] : response.headers)
    head.insert(name, value);
  head.keep_alive(keep);

  const bool with_content = asked.method() != http::verb::head;
  if (response.status == 204 || response.status == 304) {
    co_await write_head(socket, head); // these have no body, not even an empty one
  } else if (response.filler > 0) {
    co_await write_filler(socket, std::move(head), response.filler, with_content);
  } else if (response.chunks) {
    co_await write_chunks(socket, std::move(head), *response.chunks, with_content);
  } else if (with_content) {
    co_await http::async_write(socket, with_body(std::move(head), std::move(response.body)), use_awaitable);
  } else {
    head.content_length(response.body.size());
    co_await write_head(socket, head);
  }
}

asio::awaitable<void> echo_messages(tcp::socket socket, BeastRequest request, Statistics& statistics) {
  beast::websocket::stream<tcp::socket> web_socket(std::move(socket));
  web_socket.read_message_max(largest_body);
  co_await web_socket.async_accept(request, use_awaitable);
  statistics.web_socket_opened();
  const Counted counted(statistics, &Statistics::web_socket_closed);
  beast::flat_buffer message;
  for (;;) {
    co_await web_socket.async_read(message, use_awaitable);
    web_socket.text(web_socket.got_text());
    co_await web_socket.async_write(message.data(), use_awaitable);
    message.consume(message.size());
  }
}

// What the client did wrong, if it can still be told.
std::optional<Response> complaint(const boost::system::error_code& error) {
  Response response;
  if (error == http::error::body_limit)
    response.status = 413, response.body = "the body is too large\n";
  else if (error == http::error::header_limit)
    response.status = 431, response.body = "the head is too large\n";
  else if (error.category() == http::make_error_code(http::error::bad_method).category() &&
           error != http::error::end_of_stream && error != http::error::partial_message)
    response.status = 400, response.body = error.message() + "\n";
  else
    return std::nullopt;
  return response;
}

// Counts the request and writes its answer; false when the connection is to be closed.
asio::awaitable<bool> respond(tcp::socket& socket, BeastRequest request, Statistics& statistics) {
  const bool keep = request.keep_alive();
  BeastRequest asked(request.base());
  Request page = plain(std::move(request));
  if (is_about_statistics(page)) {
    co_await write_response(socket, answer(page, statistics), asked, keep);
    co_return keep;
  }
  statistics.request_started(page.path());
  const Counted counted(statistics, &Statistics::request_ended);
  co_await write_response(socket, answer(page, statistics), asked, keep);
  co_return keep;
}

asio::awaitable<void> serve_requests(tcp::socket& socket, Statistics& statistics) {
  std::optional<Counted> counted;
  beast::flat_buffer buffer;
  for (bool keep = true; keep;) {
    http::request_parser<http::string_body> parser;
    parser.header_limit(largest_head);
    parser.body_limit(largest_body);
    const auto [error, size] =
        co_await http::async_read(socket, buffer, parser, asio::as_tuple(use_awaitable));
    if (error) {
      if (auto response = complaint(error))
        co_await write_response(socket, std::move(*response), BeastRequest{}, false);
      co_return;
    }
    BeastRequest request = parser.release();
    const std::string_view target(request.target().data(), request.target().size());
    if (!counted && !target.starts_with("/stats")) {
      statistics.connection_opened();
      counted.emplace(statistics, &Statistics::connection_closed);
    }
    if (beast::websocket::is_upgrade(request) && target.substr(0, target.find('?')) == "/ws") {
      co_await echo_messages(std::move(socket), std::move(request), statistics);
      co_return;
    }
    keep = co_await respond(socket, std::move(request), statistics);
  }
}

} // namespace

asio::awaitable<void> serve(tcp::socket socket, Statistics& statistics) {
  try {
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    co_await serve_requests(socket, statistics);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
  } catch (const boost::system::system_error&) {
    // The other side went away: nobody is left to tell.
  }
}

} // namespace echo_server
