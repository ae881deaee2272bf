// SPDX-License-Identifier: Apache-2.0
#include "tests/support/nginx.hpp"

#include "tests/unit/net/client_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using net::Outcome;
using test::Nginx;

BOOST_FIXTURE_TEST_SUITE(nginx, test::ClientFixture)

BOOST_AUTO_TEST_CASE(pages_come_plain_and_compressed) {
  const Nginx server("gzip on; gzip_min_length 1; gzip_types *;");
  std::string text;
  for (int i = 0; i < 100'000; ++i)
    text += std::to_string(i) + "\n";
  server.put("page.txt", text);
  const std::string url = server.url("http://127.0.0.1", "/page.txt");
  BOOST_REQUIRE(get(url) == Outcome::ok);
  BOOST_TEST(response->find_header("content-encoding") == "gzip");
  BOOST_TEST(response->find_header("transfer-encoding") == "chunked");
  BOOST_TEST((response->body_text() == text));
  net::HttpRequest request;
  request.url = url;
  request.flags = LOADS_HTTP_NO_DECODING;
  BOOST_REQUIRE(send(request) == Outcome::ok);
  BOOST_TEST(response->find_header("content-length") == std::to_string(text.size()));
  BOOST_TEST((response->body_text() == text));
  request.method = "HEAD";
  BOOST_REQUIRE(send(request) == Outcome::ok);
  BOOST_TEST(response->body_text() == "");
  BOOST_TEST((get(server.url("http://127.0.0.1", "/none")) == Outcome::ok));
  BOOST_TEST(response->status == 404u);
  BOOST_TEST(server.log(4).find("HEAD /page.txt HTTP/1.1 200 - - 3 ") != std::string::npos, server.log(4));
}

BOOST_AUTO_TEST_CASE(the_server_counts_as_many_requests_as_we_do) {
  const Nginx server("keepalive_requests 7;");
  const std::string url = server.url("http://127.0.0.1");
  for (int i = 0; i < 100; ++i)
    BOOST_REQUIRE(get(url) == Outcome::ok);
  const std::string log = server.log(100);
  BOOST_TEST(std::count(log.begin(), log.end(), '\n') == 100);
  BOOST_TEST(sink.hits.size() == 100u);
}

BOOST_AUTO_TEST_SUITE_END()
