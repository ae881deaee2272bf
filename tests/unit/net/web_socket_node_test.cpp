// SPDX-License-Identifier: Apache-2.0
// Against `ws` of npm under Node.js, which shares no code with us. What the server does depends on the path:
// see node_server.js.
#include "tests/support/nginx.hpp"
#include "tests/support/program.hpp"
#include "tests/unit/net/web_socket_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace std::chrono_literals;
using net::Outcome;

namespace {

// node_server.js on two free ports, plain and with TLS.
class NodeServer {
public:
  NodeServer()
      : program_(
            {{"node", LOADS_NODE_SERVER, certificates_.file("server.pem"), certificates_.file("server.key")},
             {{"NODE_PATH", LOADS_NODE_MODULES}}}) {
    if (!program_.wait_for("ready\n"))
      throw std::runtime_error("the Node.js server does not start: " + program_.err());
    std::istringstream(program_.out()) >> plain_ >> tls_;
  }
  std::string url(const std::string& path) const { return "ws://127.0.0.1:" + std::to_string(plain_) + path; }
  std::string tls_url(const std::string& path) const {
    return "wss://localhost:" + std::to_string(tls_) + path;
  }
  std::string ca_file() const { return certificates_.file("ca.pem"); }
  // What it saw last: "close 1001" …
  bool saw(const std::string& line) { return program_.wait_for(line + "\n"); }

private:
  test::Certificates certificates_;
  test::Program program_;
  int plain_ = 0, tls_ = 0;
};

NodeServer& server() {
  static NodeServer started;
  return started;
}

net::NetOptions trusting() {
  net::NetOptions options;
  options.tls.ca_file = server().ca_file();
  return options;
}

struct Fixture : test::WebSocketFixture {
  Fixture() : WebSocketFixture(trusting()) {}

  void must_open(const std::string& url, std::uint32_t flags = 0) {
    net::WebSocketRequest request;
    request.flags = flags;
    BOOST_REQUIRE_MESSAGE(open(url, request) == Outcome::ok, why());
  }
};

std::string sentence(std::size_t words) {
  std::string text;
  for (std::size_t i = 0; i < words; ++i)
    text += "word " + std::to_string(i * 2654435761u % 1000) + " ";
  return text;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(web_socket_node, Fixture)

BOOST_AUTO_TEST_CASE(text_and_bytes_come_back_in_all_sizes) {
  for (const std::string& url : {server().url("/echo"), server().tls_url("/echo")})
    for (const std::uint32_t flags : {0u, unsigned(LOADS_WEB_SOCKET_DEFLATE)}) {
      must_open(url, flags);
      BOOST_TEST(socket->is_compressed() == (flags != 0));
      for (const std::size_t words : {0u, 1u, 10u, 300u, 20'000u, 300'000u}) {
        const std::string text = sentence(words);
        BOOST_TEST((echo(text) == text), url << " " << flags << " " << words);
        BOOST_TEST(message.is_text);
        BOOST_TEST((echo(text, false) == text), url << " " << flags << " " << words);
        BOOST_TEST(!message.is_text);
      }
      BOOST_TEST((socket->close(1000, "", {}) == Outcome::ok), why());
    }
  BOOST_TEST(told.reasons.empty());
  BOOST_TEST(waiter.attached == 0);
}

BOOST_AUTO_TEST_CASE(fragments_become_one_message) {
  for (const std::uint32_t flags : {0u, unsigned(LOADS_WEB_SOCKET_DEFLATE)}) {
    must_open(server().url("/fragments"), flags);
    BOOST_REQUIRE_MESSAGE(receive() == Outcome::ok, why());
    BOOST_TEST(message.data == "one, two, three");
  }
}

BOOST_AUTO_TEST_CASE(pings_are_answered_while_receiving_and_ours_are_taken) {
  must_open(server().url("/pings"));
  BOOST_REQUIRE(socket->ping("are you there?") == Outcome::ok);
  BOOST_REQUIRE_MESSAGE(receive() == Outcome::ok, why());
  BOOST_TEST(message.data == "pong came, ping came: are you there?");
}

BOOST_AUTO_TEST_CASE(a_close_of_the_server_tells_code_and_reason) {
  must_open(server().url("/close?4321"));
  BOOST_TEST((receive() == Outcome::closed));
  BOOST_TEST(socket->close_code() == 4321u);
  BOOST_TEST(socket->close_reason() == "so long");
  BOOST_TEST(socket->error_text() ==
             server().url("/close") + ": the server closed the web socket with 4321 (so long)");
  BOOST_TEST((socket->send(true, "x") == Outcome::closed));
  BOOST_TEST((receive() == Outcome::closed));
  BOOST_TEST((socket->close(1000, "", {}) == Outcome::ok));
  BOOST_TEST(server().saw("closed 4321 "));
  BOOST_TEST(told.closed == 1);
  BOOST_TEST(told.reasons.empty());
}

BOOST_AUTO_TEST_CASE(the_server_sees_with_what_we_close) {
  must_open(server().url("/echo"));
  BOOST_TEST((socket->close(3999, "enough", {}) == Outcome::ok));
  BOOST_TEST(server().saw("closed 3999 enough"));
  BOOST_TEST(socket->close_code() == 3999u);
  must_open(server().url("/echo"));
  socket.reset();
  BOOST_TEST(server().saw("closed 1001 "));
}

BOOST_AUTO_TEST_CASE(what_comes_before_a_close_is_received_first) {
  must_open(server().url("/last-words"));
  BOOST_REQUIRE(receive() == Outcome::ok);
  BOOST_TEST(message.data == "last words");
  BOOST_TEST((receive() == Outcome::closed));
  BOOST_TEST(socket->close_code() == 1005u); // none
}

BOOST_AUTO_TEST_CASE(a_server_that_breaks_off_is_a_failure) {
  must_open(server().url("/break"));
  BOOST_TEST((receive() == Outcome::network));
  BOOST_TEST(told.reasons.size() == 1u);
}

BOOST_AUTO_TEST_CASE(subprotocols_are_negotiated) {
  const loads_str protocols[] = {net::to_abi("http-only"), net::to_abi("chat")};
  net::WebSocketRequest request;
  request.protocols = protocols, request.protocol_count = 2;
  BOOST_REQUIRE(open(server().url("/echo"), request) == Outcome::ok);
  BOOST_TEST(socket->protocol() == "chat");
}

BOOST_AUTO_TEST_CASE(a_server_that_is_not_trusted_is_not_talked_to) {
  test::WebSocketFixture careful;
  BOOST_TEST((careful.open(server().tls_url("/echo")) == Outcome::network));
  BOOST_TEST(careful.told.reasons.at(0) == "TLS: certificate not trusted");
  net::WebSocketRequest request;
  request.flags = LOADS_WEB_SOCKET_INSECURE;
  BOOST_TEST((careful.open(server().tls_url("/echo"), request) == Outcome::ok));
  BOOST_TEST(careful.echo("hello") == "hello");
}

BOOST_AUTO_TEST_CASE(a_refusal_is_told_with_its_status) {
  BOOST_TEST((open(server().url("/refuse")) == Outcome::network));
  BOOST_TEST(told.reasons.at(0) == "handshake refused: 401");
}

BOOST_AUTO_TEST_SUITE_END()
