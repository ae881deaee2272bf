// SPDX-License-Identifier: Apache-2.0
// Servers that break the rules, byte by byte.
#include "tests/support/nginx.hpp"
#include "tests/unit/net/web_socket_fixture.hpp"

#include <boost/test/unit_test.hpp>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <semaphore>

using namespace loads;
using namespace std::chrono_literals;
using namespace std::string_literals;
using net::Outcome;
using test::LoopbackServer;
using test::Peer;

namespace {

std::string field(const std::string& head, const std::string& name) {
  const auto at = head.find(name + ": ") + name.size() + 2;
  return head.substr(at, head.find("\r\n", at) - at);
}

// RFC 6455, 4.2.2, without any code of ours.
std::string accept_of(const std::string& head) {
  const std::string text = field(head, "Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char hash[SHA_DIGEST_LENGTH], base64[64];
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash);
  const int size = EVP_EncodeBlock(base64, hash, sizeof hash);
  return {reinterpret_cast<char*>(base64), static_cast<std::size_t>(size)};
}

std::string agree(const std::string& head, const std::string& more = "") {
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Accept: " +
         accept_of(head) + "\r\n" + more + "\r\n";
}

struct Faults : test::WebSocketFixture {
  // Runs `script` as the server and does something with it while it lives.
  template <class Action>
  void with(LoopbackServer::Script script, Action action) {
    LoopbackServer server(std::move(script));
    url = "ws" + server.url("/ws").substr(4);
    action();
    socket.reset();
  }
  // The reason of a handshake that is answered like that.
  std::string answered(std::function<std::string(const std::string& head)> answer) {
    with([&](Peer& peer, int) { peer.send(answer(peer.read_request())); },
         [&] { BOOST_TEST((open(url) == Outcome::network), why()); });
    BOOST_TEST(socket == nullptr);
    return told.reasons.empty() ? "" : told.reasons.back();
  }
  // The reason for which a socket breaks that gets these bytes.
  std::string sent(const std::string& bytes, net::WebSocketRequest request = {},
                   const std::string& more = "") {
    with(
        [&](Peer& peer, int) {
          peer.send(agree(peer.read_request(), more) + bytes);
          peer.wait_until_closed();
        },
        [&] {
          BOOST_REQUIRE_MESSAGE(open(url, request) == Outcome::ok, why());
          BOOST_TEST((receive() == Outcome::network), why());
          BOOST_TEST(socket->error_text().starts_with(url + ": "));
          text = socket->error_text();
          BOOST_TEST(!socket->is_open());
          BOOST_TEST((socket->send(true, "x") == Outcome::network)); // it says again why
        });
    BOOST_TEST(told.opened == told.closed);
    return told.reasons.empty() ? "" : told.reasons.back();
  }

  std::string url, text;
};

std::string frame(unsigned first, std::string_view payload) {
  return std::string{static_cast<char>(first), static_cast<char>(payload.size())}.append(payload);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(web_socket_faults, Faults)

BOOST_AUTO_TEST_CASE(a_text_that_ends_inside_a_character_is_none) {
  for (const std::string& cut : {"a\xCC"s, "\xE2\x82"s, "\xF0\x9F\x98"s})
    BOOST_TEST(sent(frame(0x01, cut) + frame(0x80, "")) == "protocol violation");
  with(
      [&](Peer& peer, int) {
        peer.send(agree(peer.read_request()) + frame(0x01, "\xE2\x82") + frame(0x80, "\xAC"));
        peer.wait_until_closed();
      },
      [&] {
        BOOST_REQUIRE_MESSAGE(open(url) == Outcome::ok, why());
        BOOST_TEST((receive() == Outcome::ok), why());
        BOOST_TEST((message.data == "\xE2\x82\xAC"));
      });
}

BOOST_AUTO_TEST_CASE(handshakes_that_are_none) {
  BOOST_TEST(answered([](auto&) { return "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"; }) ==
             "handshake refused: 200");
  BOOST_TEST(answered([](auto&) { return "SSH-2.0-OpenSSH_9.2p1\r\n\r\n"; }) == "not HTTP");
  BOOST_TEST(answered([](auto&) { return ""; }) == "connection closed before the answer");
  BOOST_TEST(answered([](auto&) { return "HTTP/1.1 101 Swit"; }) == "connection closed before the answer");
  BOOST_TEST(answered([](auto&) {
               return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
                      "Upgrade\r\nSec-WebSocket-Accept: c29tZXRoaW5nIGVsc2UgYWx0b2dldGg=\r\n\r\n";
             }) == "bad handshake");
  BOOST_TEST(answered([](auto&) {
               return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
             }) == "bad handshake");
  BOOST_TEST(answered([](auto& head) {
               return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: " +
                      accept_of(head) + "\r\n\r\n";
             }) == "bad handshake");
  BOOST_TEST(answered([](auto& head) { return agree(head, "Sec-WebSocket-Protocol: secret\r\n"); }) ==
             "bad handshake");
  BOOST_TEST(answered([](auto& head) {
               return agree(head, "Sec-WebSocket-Extensions: permessage-deflate\r\n");
             }) == "bad handshake");
  BOOST_TEST(answered([](auto& head) { return agree(head, "X: " + std::string(10'000, 'x') + "\r\n"); }) ==
             "bad handshake");
  BOOST_TEST(told.opened == 0);
  BOOST_TEST(waiter.attached == 0);
}

BOOST_AUTO_TEST_CASE(a_handshake_that_is_not_answered_times_out) {
  with([](Peer& peer, int) { peer.wait_until_closed(); },
       [&] {
         net::WebSocketRequest request;
         request.handshake_timeout = 20ms;
         BOOST_TEST((open(url, request) == Outcome::timeout));
         BOOST_TEST(told.reasons.back() == "handshake timeout");
       });
}

BOOST_AUTO_TEST_CASE(broken_rules_are_named) {
  BOOST_TEST(sent(std::string("\x81\x85", 2) + "keyshello") == "protocol violation"); // masked
  BOOST_TEST(text.find("masked") != std::string::npos, text);
  BOOST_TEST(sent(frame(0xC1, "hello")) == "protocol violation"); // RSV1 without an extension
  BOOST_TEST(sent(frame(0xA1, "hello")) == "protocol violation"); // RSV2
  BOOST_TEST(text.find("reserved bits") != std::string::npos, text);
  BOOST_TEST(sent(frame(0x83, "hello")) == "protocol violation"); // reserved opcode
  BOOST_TEST(sent(frame(0x80, "hello")) == "protocol violation"); // continues nothing
  BOOST_TEST(sent(frame(0x01, "hel") + frame(0x81, "lo")) == "protocol violation");
  BOOST_TEST(sent(frame(0x09, "part of a ping")) == "protocol violation");
  BOOST_TEST(sent(std::string("\x89\x7e\x00\x80", 4) + std::string(128, 'x')) == "protocol violation");
  BOOST_TEST(sent(std::string("\x81\x7e\x00\x05hello", 9)) == "protocol violation"); // length not minimal
  BOOST_TEST(sent(frame(0x81, "\xff\xfe")) == "protocol violation");                 // no UTF-8
  BOOST_TEST(sent(frame(0x88, "\x03")) == "protocol violation");                     // half a close code
  BOOST_TEST(sent(frame(0x88, "\x03\xed")) == "protocol violation");                 // 1005 may not be sent
}

BOOST_AUTO_TEST_CASE(servers_that_hang_up_are_told_apart) {
  const auto hangs_up = [&](const std::string& bytes) {
    with([&](Peer& peer, int) { peer.send(agree(peer.read_request()) + bytes); },
         [&] {
           BOOST_REQUIRE(open(url) == Outcome::ok);
           BOOST_TEST((receive() == Outcome::network));
         });
    return told.reasons.back();
  };
  BOOST_TEST(hangs_up("") == "closed without goodbye");
  BOOST_TEST(hangs_up("\x81\x05hel") == "closed without goodbye");
}

BOOST_AUTO_TEST_CASE(a_server_that_closes_and_does_not_wait_has_closed_in_order) {
  std::binary_semaphore gone(0);
  with(
      [&](Peer& peer, int) {
        peer.send(agree(peer.read_request()) + frame(0x88, "\x03\xe9"
                                                           "bye"));
        peer.reset();
        gone.release();
      },
      [&] {
        BOOST_REQUIRE(open(url) == Outcome::ok);
        BOOST_REQUIRE(gone.try_acquire_for(20s));
        BOOST_TEST((receive() == Outcome::closed), why());
        BOOST_TEST(socket->close_code() == 1001u);
        BOOST_TEST(socket->close_reason() == "bye");
      });
  BOOST_TEST(told.reasons.empty());
}

BOOST_AUTO_TEST_CASE(a_unix_socket_serves_as_well) {
  const test::TempDir folder;
  const std::string path = folder.file("s");
  LoopbackServer server(
      [](Peer& peer, int) {
        peer.send(agree(peer.read_request()) + frame(0x81, "hello"));
        peer.wait_until_closed();
      },
      AF_UNIX, path);
  std::string encoded;
  for (const char c : path)
    encoded += c == '/' ? "%2F" : std::string(1, c);
  BOOST_REQUIRE_MESSAGE(open("ws+unix://" + encoded + "/ws") == Outcome::ok, why());
  BOOST_TEST(told.labels.back() == "ws+unix://" + encoded + "/ws");
  BOOST_REQUIRE(receive() == Outcome::ok);
  BOOST_TEST(message.data == "hello");
  socket.reset();
}

BOOST_AUTO_TEST_CASE(a_message_has_a_limit) {
  net::WebSocketRequest request;
  request.message_limit = 100;
  BOOST_TEST(sent(std::string("\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff", 10), request) ==
             "message too large"); // 2^63 - 1 bytes, it says
  BOOST_TEST(text == url + ": the server sent a message of more than 100 bytes, which is the limit");
  std::string fragments = frame(0x02, std::string(60, 'x'));
  BOOST_TEST(sent(fragments + frame(0x80, std::string(60, 'x')), request) == "message too large");
}

BOOST_AUTO_TEST_CASE(compressed_garbage_is_refused) {
  net::WebSocketRequest request;
  request.flags = LOADS_WEB_SOCKET_DEFLATE;
  BOOST_TEST(sent(frame(0xC1, "\xff\xff\xff\xff\xff"), request,
                  "Sec-WebSocket-Extensions: permessage-deflate\r\n") == "bad compression");
  BOOST_TEST(text.find("cannot be unpacked") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(a_message_may_come_in_any_pieces) {
  const std::string whole =
      frame(0x01, "some") + frame(0x89, "ping") + frame(0x00, "thi") + frame(0x80, "ng");
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    std::binary_semaphore waits(0);
    with(
        [&](Peer& peer, int) {
          peer.send(agree(peer.read_request()) + whole.substr(0, cut));
          (void)waits.try_acquire_for(20s);
          peer.send(whole.substr(cut));
          peer.wait_until_closed();
        },
        [&] {
          BOOST_REQUIRE(open(url) == Outcome::ok);
          if (cut == 1) // it has not begun yet: a part of its head is kept
            BOOST_TEST((receive(5ms) == Outcome::timeout));
          waits.release();
          BOOST_TEST((receive() == Outcome::ok), cut);
          BOOST_TEST(message.data == "something");
        });
  }
}

BOOST_AUTO_TEST_CASE(a_message_that_never_ends_breaks_the_socket) {
  net::NetOptions options;
  options.total_timeout = 50ms;
  test::WebSocketFixture impatient(options);
  for (const std::string& beginning : {std::string("\x81\x05hel"), frame(0x01, "hello"),
                                       std::string("\x82\x7f\0\0\0\0\0\xff\xff\xff", 10)}) {
    LoopbackServer server([&](Peer& peer, int) {
      peer.send(agree(peer.read_request()) + beginning);
      peer.wait_until_closed();
    });
    BOOST_REQUIRE(impatient.open("ws" + server.url().substr(4)) == Outcome::ok);
    BOOST_TEST((impatient.receive(1ms) == Outcome::timeout));
    BOOST_TEST(impatient.told.reasons.back() == "receive timeout");
    BOOST_TEST(!impatient.socket->is_open());
    BOOST_TEST(impatient.why().find("stopped in the middle of a message") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_flood_of_pings_does_not_outlast_the_time_limit) {
  with(
      [&](Peer& peer, int) {
        peer.send(agree(peer.read_request()));
        std::string pings;
        for (int i = 0; i < 1000; ++i)
          pings += frame(0x89, "ping");
        std::thread reader([&] { peer.wait_until_closed(); }); // the answers
        while (peer.send(pings)) {
        }
        reader.join();
      },
      [&] {
        BOOST_REQUIRE(open(url) == Outcome::ok);
        BOOST_TEST((receive(50ms) == Outcome::timeout));
        BOOST_TEST(socket->is_open());
      });
}

BOOST_AUTO_TEST_CASE(a_close_that_is_not_answered_ends_in_time) {
  with(
      [&](Peer& peer, int) {
        peer.send(agree(peer.read_request()));
        peer.wait_until_closed();
      },
      [&] {
        BOOST_REQUIRE(open(url) == Outcome::ok);
        BOOST_TEST((socket->close(1000, "", 20ms) == Outcome::timeout));
        BOOST_TEST(!socket->is_open());
        BOOST_TEST(told.reasons.back() == "close timeout");
      });
  with(
      [&](Peer& peer, int) { // hangs up instead
        peer.send(agree(peer.read_request()));
        peer.read_until("\x88");
      },
      [&] {
        BOOST_REQUIRE(open(url) == Outcome::ok);
        BOOST_TEST((socket->close(1000, "", {}) == Outcome::ok));
        BOOST_TEST(socket->close_code() == 0u);
      });
  BOOST_TEST(told.closed == 2);
}

BOOST_AUTO_TEST_CASE(a_server_that_takes_nothing_does_not_hold_a_send_for_ever) {
  net::NetOptions options;
  options.total_timeout = 50ms;
  test::WebSocketFixture impatient(options);
  LoopbackServer server([&](Peer& peer, int) {
    peer.send(agree(peer.read_until("\r\n\r\n")));

    peer.wait_for_the_end();
  });
  BOOST_REQUIRE(impatient.open("ws" + server.url().substr(4)) == Outcome::ok);
  const std::string large(64 << 20, 'x');
  BOOST_TEST((impatient.socket->send(false, large) == Outcome::timeout));
  BOOST_TEST(impatient.told.reasons.back() == "send timeout");
  BOOST_TEST(!impatient.socket->is_open());
}

BOOST_AUTO_TEST_CASE(cookies_and_headers_go_with_the_handshake) {
  std::string head;
  with(
      [&](Peer& peer, int) {
        head = peer.read_request();
        peer.send(agree(head, "Set-Cookie: seen=yes\r\nSec-WebSocket-Protocol: chat\r\n"));
        peer.wait_until_closed();
      },
      [&] {
        client.set_cookie("http" + url.substr(2), "user=joe; Path=/");
        const loads_str protocols[] = {net::to_abi("superchat"), net::to_abi("chat")};
        const loads_header headers[] = {{net::to_abi("X-Twice"), net::to_abi("1")},
                                        {net::to_abi("X-Twice"), net::to_abi("2")},
                                        {net::to_abi("User-Agent"), net::to_abi("mine")}};
        net::WebSocketRequest request;
        request.protocols = protocols, request.protocol_count = 2;
        request.headers = headers, request.header_count = 3;
        const std::string with_user = "ws://me:pass@" + url.substr(5);
        BOOST_REQUIRE_MESSAGE(open(with_user, request) == Outcome::ok, why());
        BOOST_TEST(socket->protocol() == "chat");
        BOOST_TEST(client.cookie("http" + url.substr(2), "seen") == "yes");
      });
  BOOST_TEST(head.starts_with("GET /ws HTTP/1.1\r\nHost: 127.0.0.1:"));
  for (const char* line : {"Cookie: user=joe", "Sec-WebSocket-Protocol: superchat, chat", "X-Twice: 1",
                           "X-Twice: 2", "User-Agent: mine", "Authorization: Basic bWU6cGFzcw=="})
    BOOST_TEST(head.find(std::string(line) + "\r\n") != head.npos, line);
  BOOST_TEST(head.find("User-Agent: loads") == head.npos);
}

BOOST_AUTO_TEST_SUITE_END()
