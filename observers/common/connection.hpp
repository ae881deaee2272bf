// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace loads::observers {

struct Place {
  std::string host;
  std::string port;
  std::string text() const { return host + ":" + port; }
};

// A connection to a server that speaks in lines, plain or by TLS with its certificate verified. Each call
// blocks until it is done or the time for all of them together is over. What goes wrong is a
// std::runtime_error with the server's address in it.
class Connection {
public:
  using Clock = std::chrono::steady_clock;
  // `ca_file` is PEM, instead of the system's authorities; may be empty.
  Connection(Place place, std::string ca_file, Clock::duration time);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void connect();
  // What the server said before is forgotten, so that nobody can put words in front of the secret part.
  void start_tls();
  bool is_secure() const { return tls_.has_value(); }

  // The next line without its end; nullopt when the server has closed the connection.
  std::optional<std::string> read_line();
  void write(const std::string& text);

private:
  using Handler = std::function<void(boost::system::error_code, std::size_t)>;
  // Waits for what `start` begins. The error is the operation's own.
  boost::system::error_code wait(const std::string& doing, const std::function<void(Handler)>& start);
  [[noreturn]] void fail(const std::string& why) const;

  static constexpr std::size_t longest_line = 8192;

  const Place place_;
  const std::string ca_file_;
  const Clock::time_point until_;
  boost::asio::io_context context_;
  boost::asio::ip::tcp::resolver resolver_{context_};
  boost::asio::ip::tcp::socket socket_{context_};
  boost::asio::ssl::context trust_{boost::asio::ssl::context::tls_client};
  std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_;
  std::string received_;
};

} // namespace loads::observers
