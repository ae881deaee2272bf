// SPDX-License-Identifier: Apache-2.0
#include "observers/common/connection.hpp"

#include "observers/common/tls.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <memory>
#include <stdexcept>

namespace loads::observers {
namespace asio = boost::asio;
using boost::system::error_code;

Connection::Connection(Place place, std::string ca_file, Clock::duration time)
    : place_(std::move(place)), ca_file_(std::move(ca_file)), until_(Clock::now() + time) {}

void Connection::fail(const std::string& why) const {
  throw std::runtime_error(place_.text() + ": " + why);
}

error_code Connection::wait(const std::string& doing, const std::function<void(Handler)>& start) {
  auto result = std::make_shared<std::optional<error_code>>(); // outlives a wait that was given up
  context_.restart();
  start([result](error_code error, std::size_t) { *result = error; });
  context_.run_until(until_);
  if (!*result) {
    error_code ignored;
    socket_.close(ignored);
    fail("no answer in time while " + doing);
  }
  return **result;
}

void Connection::connect() {
  asio::ip::tcp::resolver::results_type found;
  error_code error = wait("looking up its name", [&](Handler done) {
    resolver_.async_resolve(place_.host, place_.port, [this, &found, done](error_code why, auto results) {
      found = results;
      done(why, 0);
    });
  });
  if (error)
    fail("its name cannot be looked up: " + error.message());
  error = wait("connecting", [&](Handler done) {
    asio::async_connect(socket_, found, [done](error_code why, const auto&) { done(why, 0); });
  });
  if (error)
    fail("cannot connect: " + error.message());
}

void Connection::start_tls() {
  trust(trust_, ca_file_);
  received_.clear();
  tls_.emplace(socket_, trust_);
  expect_host(tls_->native_handle(), place_.host);
  const error_code error = wait("starting TLS", [&](Handler done) {
    tls_->async_handshake(asio::ssl::stream_base::client, [done](error_code why) { done(why, 0); });
  });
  if (error)
    fail(handshake_fault(tls_->native_handle(), error));
}

std::optional<std::string> Connection::read_line() {
  const error_code error = wait("waiting for its answer", [&](Handler done) {
    auto buffer = asio::dynamic_buffer(received_, longest_line);
    if (tls_)
      asio::async_read_until(*tls_, buffer, '\n', done);
    else
      asio::async_read_until(socket_, buffer, '\n', done);
  });
  const std::size_t end = received_.find('\n');
  if (error == asio::error::not_found)
    fail("its answer is no line of text");
  if (error == asio::error::eof || error == asio::ssl::error::stream_truncated ||
      error == asio::error::connection_reset)
    return std::nullopt;
  if (error)
    fail("the connection broke: " + error.message());
  std::string line = received_.substr(0, end);
  received_.erase(0, end + 1);
  if (line.ends_with('\r'))
    line.pop_back();
  return line;
}

void Connection::write(const std::string& text) {
  const error_code error = wait("sending", [&](Handler done) {
    if (tls_)
      asio::async_write(*tls_, asio::buffer(text), done);
    else
      asio::async_write(socket_, asio::buffer(text), done);
  });
  if (error)
    fail("the connection broke: " + error.message());
}

} // namespace loads::observers
