// SPDX-License-Identifier: Apache-2.0
// Against the sample server: a process of its own, with Beast on its side too.
#include "tests/support/runner.hpp"
#include "tests/unit/net/web_socket_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace std::chrono_literals;
using net::Outcome;

namespace {

struct Fixture : test::WebSocketFixture {
  std::string url(const std::string& path = "/ws") const {
    return "ws://127.0.0.1:" + std::to_string(server.port()) + path;
  }
  test::EchoServer server;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(web_socket, Fixture)

BOOST_AUTO_TEST_CASE(messages_come_back_and_all_is_told) {
  BOOST_REQUIRE_MESSAGE(open(url("/ws?user=1")) == Outcome::ok, why());
  BOOST_TEST(told.labels.at(0) == url());
  BOOST_TEST(socket->is_open());
  BOOST_TEST(echo("something") == "something");
  BOOST_TEST(message.is_text);
  BOOST_TEST(echo("happened", false) == "happened");
  BOOST_TEST(!message.is_text);
  BOOST_TEST(echo("") == "");
  BOOST_TEST((socket->close(1000, "done", {}) == Outcome::ok));
  BOOST_TEST(!socket->is_open());
  BOOST_TEST(socket->close_code() == 1000u);
  BOOST_TEST((socket->close(1000, "", {}) == Outcome::ok)); // again
  BOOST_TEST((socket->send(true, "x") == Outcome::invalid));
  BOOST_TEST(socket->error_text() == url() + ": the web socket is closed, by the test itself");
  BOOST_TEST(told.opened == 1);
  BOOST_TEST(told.closed == 1);
  BOOST_TEST(told.sent == 3);
  BOOST_TEST(told.received == 3);
  BOOST_TEST(told.bytes_sent == 17u);
  BOOST_TEST(told.bytes_received == 17u);
  BOOST_TEST(told.round_trips.size() == 3u);
  BOOST_TEST(told.reasons.empty());
  BOOST_TEST((told.last_handshake > 0ns && told.last_handshake == socket->handshake_time()));
  BOOST_TEST(waiter.attached == 0);
  BOOST_TEST(sink.started == 0); // no hit
}

BOOST_AUTO_TEST_CASE(large_messages_pass_whole_in_both_ways) {
  BOOST_REQUIRE(open(url()) == Outcome::ok);
  for (const std::size_t size :
       {1u, 125u, 126u, 511u, 512u, 513u, 1024u, 1025u, 65'535u, 65'536u, 4'000'000u}) {
    std::string text(size, 'x');
    for (std::size_t i = 0; i < size; ++i)
      text[i] = static_cast<char>('a' + (i * 2654435761u >> 13) % 26);
    BOOST_TEST((echo(text) == text), size);
  }
}

BOOST_AUTO_TEST_CASE(a_receive_that_times_out_can_be_tried_again) {
  BOOST_REQUIRE(open(url()) == Outcome::ok);
  BOOST_TEST((receive(1ns) == Outcome::timeout));
  BOOST_TEST((receive(20ms) == Outcome::timeout));
  BOOST_TEST(socket->error_text() == url() + ": no message came in time");
  BOOST_TEST(echo("still there") == "still there");
  BOOST_TEST(told.reasons.empty());
}

BOOST_AUTO_TEST_CASE(several_messages_may_be_on_their_way) {
  BOOST_REQUIRE(open(url()) == Outcome::ok);
  for (int i = 0; i < 100; ++i)
    BOOST_REQUIRE(socket->send(true, std::to_string(i)) == Outcome::ok);
  for (int i = 0; i < 100; ++i) {
    BOOST_REQUIRE(receive() == Outcome::ok);
    BOOST_TEST(message.data == std::to_string(i));
  }
  BOOST_TEST(told.round_trips.size() == 1u); // from the first sent to the first received
}

BOOST_AUTO_TEST_CASE(a_socket_that_goes_says_goodbye) {
  BOOST_REQUIRE(open(url()) == Outcome::ok);
  BOOST_TEST(test::fetch(server.url("/active")).find("current: 1") != std::string::npos);
  socket.reset();
  BOOST_TEST(told.closed == 1);
  BOOST_TEST(waiter.attached == 0);
  BOOST_TEST(test::wait_until(
      [&] { return test::fetch(server.url("/active")).find("current: 0") != std::string::npos; }));
}

BOOST_AUTO_TEST_CASE(a_stop_ends_waiting_and_the_socket_can_still_say_goodbye) {
  BOOST_REQUIRE(open(url()) == Outcome::ok);
  std::thread stopper([&, before = waiter.waits.load()] {
    test::wait_until([&] { return waiter.waits > before; });
    waiter.cancel();
  });
  BOOST_TEST((receive(20s) == Outcome::cancelled));
  stopper.join();
  BOOST_TEST(socket->is_open());
  socket.reset();
  BOOST_TEST(told.closed == 1);
  BOOST_TEST(told.reasons.empty());
  BOOST_TEST((open(url()) == Outcome::cancelled));
  BOOST_TEST(told.opened == 1);
  BOOST_TEST(told.reasons.empty());
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_refused_before_anything_is_sent) {
  const auto text = [&](const std::string& to, net::WebSocketRequest request = {}) {
    return open(to, request) == Outcome::invalid ? std::string(socket->error_text()) : "opened";
  };
  BOOST_TEST(text("localhost/ws").find("write for example ws://localhost:9000/ws") != std::string::npos);
  BOOST_TEST(text("ftp://localhost/ws").find("ftp://localhost/ws") != std::string::npos);
  BOOST_TEST(text("ws://").find("has no host") != std::string::npos);
  net::WebSocketRequest request;
  const loads_str odd = net::to_abi("two words");
  request.protocols = &odd, request.protocol_count = 1;
  BOOST_TEST(text(url(), request) == "a subprotocol is a word, not \"two words\"");
  request.protocol_count = 0;
  loads_header header{net::to_abi("Sec-WebSocket-Protocol"), net::to_abi("chat")};
  request.headers = &header, request.header_count = 1;
  BOOST_TEST(text(url(), request).find("subprotocols have an option") != std::string::npos);
  header = {net::to_abi("X"), net::to_abi("a\r\nb")};
  BOOST_TEST(text(url(), request).find("line break") != std::string::npos);
  BOOST_REQUIRE(open(url()) == Outcome::ok);
  BOOST_TEST((socket->close(1005, "", {}) == Outcome::invalid));
  BOOST_TEST((socket->close(1000, std::string(124, 'x'), {}) == Outcome::invalid));
  BOOST_TEST((socket->ping(std::string(126, 'x')) == Outcome::invalid));
  BOOST_TEST(socket->is_open());
  BOOST_TEST(told.labels.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_page_that_is_no_web_socket_is_named_with_its_status) {
  BOOST_TEST((open(url("/status/404?key=secret")) == Outcome::network));
  BOOST_TEST(socket->error_text() == url("/status/404") + ": the server answered 404 Not Found, and does not "
                                                          "open a web socket at this URL");
  BOOST_TEST((open(url("/redirect/1")) == Outcome::network));
  BOOST_TEST(socket->error_text().find("302 Found, see /") != std::string::npos, why());
  BOOST_TEST(told.reasons == (std::vector<std::string>{"handshake refused: 404", "handshake refused: 302"}),
             boost::test_tools::per_element());
  BOOST_TEST(told.opened == 0);
  BOOST_TEST(told.closed == 0);
}

BOOST_AUTO_TEST_SUITE_END()
