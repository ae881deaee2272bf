// SPDX-License-Identifier: Apache-2.0
#include "core/net/http_client.hpp"

#include "tests/unit/net/client_fixture.hpp"
#include "tests/unit/net/encoders.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using net::Outcome;
using test::LoopbackServer;
using test::Peer;

namespace {

// A server that sends these bytes after each request and then keeps the connection, or not.
struct Answers : test::ClientFixture {
  std::string fetch(const std::string& bytes, bool close = false, std::string_view method = {}) {
    LoopbackServer server([&](Peer& peer, int) {
      while (!peer.read_request().empty()) {
        peer.send(bytes);
        if (close)
          return;
      }
    });
    const std::string url = server.url();
    net::HttpRequest request;
    request.url = url;
    request.method = method;
    std::string out = "?";
    for (int i = 0; i < 2; ++i) {
      if (send(request) != Outcome::ok) {
        client.close_connections();
        return std::string(client.error_text());
      }
      out = std::to_string(response->status) + " " + std::string(response->body_text());
    }
    kept = server.connections() == 1;
    client.close_connections();
    return out;
  }
  bool kept = false;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(client_answers, Answers)

BOOST_AUTO_TEST_CASE(all_ways_to_end_a_body_are_known) {
  BOOST_TEST(fetch("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc") == "200 abc");
  BOOST_TEST(kept);
  BOOST_TEST(fetch("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2;x=y\r\nbc\r\n0\r\nT: "
                   "r\r\n\r\n") == "200 abc");
  BOOST_TEST(kept);
  BOOST_TEST(response->find_header("T").data() == nullptr);
  BOOST_TEST(fetch("HTTP/1.1 200 OK\r\n\r\nabc", true) == "200 abc");
  BOOST_TEST(!kept);
  BOOST_TEST(fetch("HTTP/1.0 200 OK\r\n\r\n", true) == "200 ");
  BOOST_TEST(response->http_minor == 0u);
  BOOST_TEST(fetch("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") == "200 ");
  BOOST_TEST(kept);
}

BOOST_AUTO_TEST_CASE(answers_without_a_body_are_known) {
  BOOST_TEST(fetch("HTTP/1.1 204 No Content\r\n\r\n") == "204 ");
  BOOST_TEST(kept);
  BOOST_TEST(fetch("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n") == "304 ");
  BOOST_TEST(kept);
  BOOST_TEST(fetch("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n", false, "HEAD") == "200 ");
  BOOST_TEST(kept);
  BOOST_TEST(fetch("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", false, "HEAD") == "200 ");
  BOOST_TEST(kept);
  BOOST_TEST(fetch("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 7\r\n\r\n", false, "HEAD") ==
             "200 ");
}

BOOST_AUTO_TEST_CASE(interim_answers_are_skipped) {
  BOOST_TEST(fetch("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                   "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc") == "200 abc");
  BOOST_TEST(kept);
  BOOST_TEST(response->find_header("link").data() == nullptr);
}

// RFC 9112, 5.2: a user agent takes the fold for a space.
BOOST_AUTO_TEST_CASE(folded_headers_are_one_line) {
  BOOST_TEST(fetch("HTTP/1.1 200 OK\r\nX-Note: one\r\n \t two\r\n\tthree\r\nContent-Length: 3\r\n\r\nabc") ==
             "200 abc");
  BOOST_TEST(response->find_header("x-note") == "one two three");
  BOOST_TEST(kept);
  BOOST_TEST(fetch("HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n") ==
             "200 abc");
  BOOST_TEST(kept);
}

BOOST_AUTO_TEST_CASE(heads_have_one_limit_for_all_their_lines) {
  const std::string line = "Link: " + std::string(60'000, 'x') + "\r\n";
  BOOST_TEST(fetch("HTTP/1.1 200 OK\r\n" + line + "Content-Length: 3\r\n\r\nabc") == "200 abc");
  BOOST_TEST(response->find_header("link").size() == 60'000u);
  std::string many;
  for (int i = 0; i < 199; ++i)
    many += "X: y\r\n";
  BOOST_TEST(fetch("HTTP/1.1 200 OK\r\n" + many + "Content-Length: 3\r\n\r\nabc") == "200 abc");
  BOOST_TEST(kept);
}

BOOST_AUTO_TEST_CASE(connections_are_closed_when_the_answer_says_so_or_has_more_than_its_length) {
  BOOST_TEST(fetch("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc") == "200 abc");
  BOOST_TEST(!kept);
  BOOST_TEST(fetch("HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabc") == "200 abc");
  BOOST_TEST(!kept);
  BOOST_TEST(fetch("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nabc") == "200 abc");
  BOOST_TEST(kept);
  BOOST_TEST(fetch("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcmore") == "200 abc");
  BOOST_TEST(!kept);
  BOOST_TEST(fetch("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nmore") == "200 ");
  BOOST_TEST(!kept);
}

BOOST_AUTO_TEST_CASE(large_bodies_arrive_whole) {
  std::string body;
  for (int i = 0; body.size() < 5'000'000; ++i)
    body += std::to_string(i);
  BOOST_TEST((fetch("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                    body) == "200 " + body));
  BOOST_TEST(kept);
  BOOST_TEST((fetch("HTTP/1.1 200 OK\r\n\r\n" + body, true) == "200 " + body));
  std::string chunks;
  for (std::size_t at = 0; at < body.size(); at += 4096) {
    char size[16];
    std::snprintf(size, sizeof size, "%zx\r\n", std::min<std::size_t>(4096, body.size() - at));
    chunks += size + body.substr(at, 4096) + "\r\n";
  }
  BOOST_TEST((fetch("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n") ==
              "200 " + body));
  BOOST_TEST(kept);
}

BOOST_AUTO_TEST_CASE(an_empty_body_in_chunks_may_end_byte_by_byte) {
  std::atomic<int> waits_before = waiter.waits.load();
  LoopbackServer server([&](Peer& peer, int) {
    while (!peer.read_request().empty()) {
      peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      // Each goes out when the client has taken the one before and waits again.
      int waits = 2;
      for (const char* byte : {"0", "\r", "\n", "\r", "\n"}) {
        while (waiter.waits < waits_before + waits)
          std::this_thread::yield();
        peer.send(byte);
        ++waits;
      }
    }
  });
  const std::string url = server.url();
  BOOST_REQUIRE(get(url) == Outcome::ok); // to connect may be a wait, or none
  waits_before = waiter.waits.load();
  BOOST_REQUIRE(get(url) == Outcome::ok);
  BOOST_TEST(response->body_text() == "");
  BOOST_TEST(server.connections() == 1);
}

BOOST_AUTO_TEST_CASE(an_answer_may_be_cut_at_every_byte) {
  const std::string answers[] = {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX: y\r\n\r\nabc",
                                 "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: "
                                 "chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"};
  for (const std::string& bytes : answers) {
    // The second part goes out when the client has taken the first and waits again.
    std::atomic<std::size_t> cut = bytes.size();
    std::atomic<int> waits_of_first_part = 0;
    LoopbackServer server([&](Peer& peer, int) {
      while (!peer.read_request().empty()) {
        const std::size_t at = cut;
        peer.send(std::string_view(bytes).substr(0, at));
        while (at < bytes.size() && waiter.waits < waits_of_first_part + 2)
          std::this_thread::yield();
        peer.send(std::string_view(bytes).substr(at));
      }
    });
    const std::string url = server.url();
    BOOST_REQUIRE(get(url) == Outcome::ok);
    for (cut = 1; cut < bytes.size(); ++cut) {
      waits_of_first_part = waiter.waits.load();
      BOOST_REQUIRE(get(url) == Outcome::ok);
      BOOST_TEST(response->body_text() == "abc", "cut at " << cut);
    }
    BOOST_TEST(server.connections() == 1);
    client.close_connections();
  }
}

BOOST_AUTO_TEST_CASE(compressed_bodies_are_decoded_unless_told_not_to) {
  const std::string text(10'000, 'x');
  for (const auto& [coding, body] :
       {std::pair("gzip", test::deflated(text, 31)), std::pair("br", test::brotli(text)),
        std::pair("deflate", test::deflated(text, 15))}) {
    const std::string head = std::string("HTTP/1.1 200 OK\r\nContent-Encoding: ") + coding;
    BOOST_TEST((fetch(head + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body) ==
                "200 " + text));
    BOOST_TEST(sink.last().hit.bytes_received < 300u);
    BOOST_TEST((fetch(head + "\r\n\r\n" + body, true) == "200 " + text));
    std::string asked;
    LoopbackServer server([&, packed = body](Peer& peer, int) {
      asked = peer.read_request();
      peer.send(head + "\r\n\r\n" + packed);
    });
    const std::string url = server.url();
    net::HttpRequest request;
    request.url = url;
    request.flags = LOADS_HTTP_NO_DECODING;
    BOOST_TEST((send(request) == Outcome::ok));
    BOOST_TEST((response->body_text() == body));
    BOOST_TEST(asked.find("Accept-Encoding") == std::string::npos);
  }
  BOOST_TEST(fetch("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc")
                 .find("not valid gzip") != std::string::npos);
  BOOST_TEST(sink.last().reason == "bad content encoding");
  BOOST_TEST(fetch("HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\nContent-Length: 3\r\n\r\nabc") == "200 abc");
}

BOOST_AUTO_TEST_SUITE_END()
