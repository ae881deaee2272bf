// SPDX-License-Identifier: Apache-2.0
#include "observers/webhook/post.hpp"

#include "observers/common/tls.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <memory>
#include <optional>
#include <stdexcept>

namespace loads::observers {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

// One request and its answer. What is not over in time is given up.
class Post {
public:
  Post(const PostSettings& settings, const std::string& body)
      : settings_(settings), until_(std::chrono::steady_clock::now() + settings.time) {
    request_.version(11);
    request_.method(http::verb::post);
    request_.target(settings.url.target);
    request_.set(http::field::host, settings.url.host);
    request_.set(http::field::user_agent, "Loads");
    request_.set(http::field::content_type, "application/json");
    request_.set(http::field::connection, "close");
    if (!settings.header_name.empty())
      request_.set(settings.header_name, settings.header_value);
    request_.body() = body;
    request_.prepare_payload();
    answer_.body_limit(most_answer);
  }

  unsigned run() {
    asio::ip::tcp::resolver::results_type found;
    wait("its name cannot be looked up", [&](auto done) {
      resolver_.async_resolve(settings_.url.place.host, settings_.url.place.port,
                              [&found, done](error_code error, auto results) {
                                found = results;
                                done(error);
                              });
    });
    wait("cannot connect", [&](auto done) {
      asio::async_connect(socket_, found, [done](error_code error, const auto&) { done(error); });
    });
    if (!settings_.url.is_secure)
      return exchange(socket_);
    trust(trust_, settings_.ca_file);
    asio::ssl::stream<asio::ip::tcp::socket&> tls(socket_, trust_);
    expect_host(tls.native_handle(), settings_.url.place.host);
    error_code handshake;
    wait("TLS", [&](auto done) {
      tls.async_handshake(asio::ssl::stream_base::client, [&handshake, done](error_code error) {
        handshake = error;
        done({});
      });
    });
    if (handshake)
      fail(handshake_fault(tls.native_handle(), handshake));
    return exchange(tls);
  }

private:
  static constexpr std::uint64_t most_answer = 1 << 20;

  template <class Stream>
  unsigned exchange(Stream& stream) {
    wait("cannot send", [&](auto done) {
      http::async_write(stream, request_, [done](error_code error, std::size_t) { done(error); });
    });
    wait("no answer", [&](auto done) { // the head is enough
      http::async_read_header(stream, buffer_, answer_,
                              [done](error_code error, std::size_t) { done(error); });
    });
    return answer_.get().result_int();
  }

  template <class Start>
  void wait(const std::string& what, Start start) {
    auto result = std::make_shared<std::optional<error_code>>(); // outlives a wait that was given up
    context_.restart();
    start([result](error_code error) { *result = error; });
    context_.run_until(until_);
    if (!*result)
      fail("no answer in time");
    if (**result)
      fail(what + ": " + (*result)->message());
  }

  [[noreturn]] void fail(const std::string& why) const {
    throw std::runtime_error(settings_.url.place.text() + ": " + why);
  }

  const PostSettings& settings_;
  const std::chrono::steady_clock::time_point until_;
  asio::io_context context_;
  asio::ip::tcp::resolver resolver_{context_};
  asio::ip::tcp::socket socket_{context_};
  asio::ssl::context trust_{asio::ssl::context::tls_client};
  http::request<http::string_body> request_;
  http::response_parser<http::string_body> answer_;
  beast::flat_buffer buffer_;
};

} // namespace

unsigned post_json(const PostSettings& settings, const std::string& body) {
  return Post(settings, body).run();
}

} // namespace loads::observers
