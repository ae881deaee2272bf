// SPDX-License-Identifier: Apache-2.0
#include "core/net/http_client.hpp"

#include "tests/unit/net/client_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using net::Outcome;
using test::LoopbackServer;
using test::Peer;

BOOST_FIXTURE_TEST_SUITE(http_client, test::ClientFixture)

BOOST_AUTO_TEST_CASE(a_kept_connection_serves_many_requests) {
  std::string seen;
  {
    LoopbackServer server([&](Peer& peer, int) {
      for (std::string request; !(request = peer.read_request()).empty();) {
        seen = request;
        peer.send(test::small_answer);
      }
    });
    const std::string url = server.url("/a?b=c");
    for (int i = 0; i < 10; ++i) {
      BOOST_REQUIRE(get(url) == Outcome::ok);
      BOOST_TEST(response->status == 200u);
      BOOST_TEST(response->body_text() == "hello");
      BOOST_TEST(response->reason_text() == "OK");
      BOOST_TEST(response->url_text() == url);
      BOOST_TEST(response->find_header("content-LENGTH") == "5");
    }
    BOOST_TEST(server.connections() == 1);
    BOOST_TEST(sink.started == 10);
    BOOST_TEST(sink.hits.size() == 10u);
    BOOST_TEST(sink.last().label == url.substr(0, url.find('?')));
    BOOST_TEST(sink.last().hit.status == 200u);
    BOOST_TEST(sink.last().hit.bytes_received == 43u);
    client.close_connections();
  }
  BOOST_TEST(sink.last().hit.bytes_sent == seen.size());
  BOOST_TEST(seen.starts_with("GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:"));
  BOOST_TEST(seen.find("\r\nUser-Agent: loads/") != seen.npos);
  BOOST_TEST(seen.find("\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n") != seen.npos);
}

BOOST_AUTO_TEST_SUITE_END()
