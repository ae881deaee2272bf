// SPDX-License-Identifier: Apache-2.0
#include "core/net/socket.hpp"

#include "core/net/beast_stream.hpp"
#include "core/net/connection.hpp"
#include "core/net/tls_stream.hpp"
#include "tests/support/loopback_server.hpp"
#include "tests/support/poll_waiter.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/http.hpp>
#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace std::chrono_literals;
using net::BeastStream;
using net::IoStatus;
using net::ParkingSocket;
namespace http = boost::beast::http;

static_assert(boost::beast::is_sync_stream<BeastStream<ParkingSocket>>::value);
static_assert(boost::beast::is_sync_stream<BeastStream<net::TlsStream>>::value);
static_assert(boost::beast::is_sync_stream<BeastStream<net::Connection>>::value);

BOOST_AUTO_TEST_SUITE(parking_socket)

namespace {

net::SocketAddress address_of(const test::LoopbackServer& server) {
  return net::with_port(*net::numeric_address("127.0.0.1"), server.port());
}

} // namespace

BOOST_AUTO_TEST_CASE(beast_reads_and_writes_on_it) {
  test::LoopbackServer server([](test::Peer& peer, int) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
  });
  test::PollWaiter waiter;
  ParkingSocket socket(waiter);
  BOOST_REQUIRE(socket.connect(address_of(server), waiter.now() + 5s));
  BeastStream<ParkingSocket> stream(socket);
  http::request<http::empty_body> request(http::verb::get, "/", 11);
  http::write(stream, request);
  boost::beast::flat_buffer buffer;
  http::response<http::string_body> response;
  http::read(stream, buffer, response);
  BOOST_TEST(response.body() == "hello");
  boost::beast::error_code error;
  http::response<http::string_body> none;
  http::read(stream, buffer, none, error);
  BOOST_TEST((error == http::error::end_of_stream));
  BOOST_TEST(waiter.attached == 1);
  socket.close();
  BOOST_TEST(waiter.attached == 0);
}

BOOST_AUTO_TEST_CASE(its_deadline_reaches_beast_as_a_timeout) {
  test::LoopbackServer server([](test::Peer& peer, int) { peer.wait_until_closed(); });
  test::PollWaiter waiter;
  ParkingSocket socket(waiter);
  BOOST_REQUIRE(socket.connect(address_of(server), waiter.now() + 5s));
  socket.expires_at(waiter.now() + 5ms);
  char data[10];
  boost::beast::error_code error;
  BeastStream<ParkingSocket>(socket).read_some(boost::asio::mutable_buffer(data, sizeof data), error);
  BOOST_TEST((error == boost::beast::error::timeout));
}

BOOST_AUTO_TEST_CASE(a_full_socket_parks_the_writer_until_the_reader_goes_on) {
  constexpr std::size_t size = 20 << 20;
  std::atomic<bool> go = false;
  std::atomic<std::size_t> received = 0;
  test::LoopbackServer server([&](test::Peer& peer, int) {
    while (!go)
      std::this_thread::yield();
    char buffer[65536];
    for (ssize_t count; (count = ::recv(peer.fd(), buffer, sizeof buffer, 0)) > 0;)
      received += static_cast<std::size_t>(count);
  });
  test::PollWaiter waiter;
  {
    ParkingSocket socket(waiter);
    BOOST_REQUIRE(socket.connect(address_of(server), waiter.now() + 5s));
    const std::string data(size, 'x');
    for (std::size_t sent = 0; sent < size;) {
      const iovec part{const_cast<char*>(data.data()) + sent, size - sent};
      const auto result = socket.try_write(&part, 1);
      if (result.status == IoStatus::want_write) {
        go = true;
        BOOST_REQUIRE(socket.wait(IoStatus::want_write, waiter.now() + 10s));
      } else {
        BOOST_REQUIRE(result);
        sent += result.bytes;
      }
    }
    BOOST_TEST(go);
  }
  while (received < size)
    std::this_thread::yield();
}

BOOST_AUTO_TEST_CASE(it_knows_when_the_peer_is_gone_or_talks_out_of_turn) {
  test::LoopbackServer server([](test::Peer& peer, int connection) {
    if (connection == 0)
      peer.wait_until_closed();
    else if (connection == 1)
      peer.send("unasked");
  });
  test::PollWaiter waiter;
  for (const bool stale : {false, true, true}) {
    ParkingSocket socket(waiter);
    BOOST_REQUIRE(socket.connect(address_of(server), waiter.now() + 5s));
    if (stale) // something arrives: bytes, or the end
      BOOST_REQUIRE(socket.wait(IoStatus::want_read, waiter.now() + 5s));
    BOOST_TEST(socket.is_stale() == stale);
  }
}

BOOST_AUTO_TEST_SUITE_END()
