// SPDX-License-Identifier: Apache-2.0
#include "core/net/example.hpp"

#include "tests/unit/net/client_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using net::Outcome;
using test::LoopbackServer;
using test::Peer;

namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

struct Examples : test::ClientFixture {
  Examples() { sink.wants_examples = true; }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(example, Examples)

BOOST_AUTO_TEST_CASE(it_shows_both_heads_and_the_body_and_hides_secrets) {
  LoopbackServer server([](Peer& peer, int) {
    while (!peer.read_request().empty())
      peer.send(
          "HTTP/1.1 503 Busy\r\nset-cookie: id=hidden-1\r\nRetry-After: 7\r\nContent-Length: 6000\r\n\r\n" +
          std::string(6000, 'b'));
  });
  std::string url = server.url("/item?id=1");
  url.insert(url.find("//") + 2, "me:hidden-2@");
  const auto text = [](std::string_view from) { return net::to_abi(from); };
  const loads_header headers[] = {{text("X-Api-Key"), text("hidden-3")},
                                  {text("Proxy-Authorization"), text("hidden-4")},
                                  {text("Accept-Language"), text("de")}};
  for (int round = 0; round < 2; ++round) { // the second one has the cookie
    net::HttpRequest request;
    request.url = url;
    request.method = "POST";
    request.body = "password=hidden-5";
    request.flags = round == 0 ? 0u : static_cast<std::uint32_t>(LOADS_HTTP_CHUNKED);
    request.headers = headers;
    request.header_count = 3;
    BOOST_TEST_REQUIRE((send(request) == Outcome::ok));
    const model::Example& kept = sink.examples.at(static_cast<std::size_t>(round));
    BOOST_TEST(kept.request_head.starts_with("POST /item?id=1 HTTP/1.1\r\nHost: 127.0.0.1:"),
               kept.request_head);
    for (const char* line : {"X-Api-Key: ***\r\n", "Proxy-Authorization: ***\r\n", "Authorization: ***\r\n",
                             "Accept-Language: de\r\n"})
      BOOST_TEST(contains(kept.request_head, line), kept.request_head);
    BOOST_TEST(contains(kept.request_head, "Cookie: ***\r\n") == (round == 1), kept.request_head);
    BOOST_TEST(kept.response_head == "HTTP/1.1 503 Busy\r\nset-cookie: ***\r\nRetry-After: 7\r\n"
                                     "Content-Length: 6000\r\n");
    BOOST_TEST(!contains(kept.request_head + kept.response_head, "hidden"));
    BOOST_TEST(!contains(kept.request_head, "bWU6aGlkZGVuLTI=")); // me:hidden-2
    BOOST_TEST(kept.response_body.size() >= 2048u);
    BOOST_TEST(kept.response_body_size == 6000u);
  }
}

BOOST_AUTO_TEST_CASE(without_an_answer_it_shows_what_was_sent) {
  LoopbackServer server([](Peer& peer, int) { peer.read_request(); });
  BOOST_TEST((get(server.url("/x")) == Outcome::network));
  const model::Example& kept = sink.examples.at(0);
  BOOST_TEST(kept.request_head.starts_with("GET /x HTTP/1.1\r\n"));
  BOOST_TEST(kept.response_head == "");
  BOOST_TEST(kept.response_body_size == 0u);
}

BOOST_AUTO_TEST_CASE(names_that_say_secret_are_secret) {
  for (const char* name :
       {"Authorization", "authorization", "Cookie", "Set-Cookie", "Proxy-Authorization", "X-CSRF-Token",
        "X-Api-Key", "apikey", "X-Amz-Signature", "X-Session-Id", "X-Auth"})
    BOOST_TEST(net::is_secret_header(name), name);
  for (const char* name : {"Host", "Content-Type", "WWW-Authenticate", "Retry-After", "X-Request-Id", ""})
    BOOST_TEST(!net::is_secret_header(name), name);
}

BOOST_AUTO_TEST_SUITE_END()
