// SPDX-License-Identifier: Apache-2.0
#include "core/net/tls_stream.hpp"

#include "tests/unit/net/client_fixture.hpp"
#include "tests/support/nginx.hpp"

#include <boost/test/unit_test.hpp>
#include <optional>

using namespace loads;
using namespace std::chrono_literals;
using net::NetContext;
using net::NetOptions;
using net::Outcome;
using test::Nginx;

namespace {

const test::Certificates& certificates() {
  static const test::Certificates made;
  return made;
}

std::string with_certificate(const std::string& name, const std::string& more = "") {
  return "ssl_certificate " + certificates().file(name + ".pem") + "; ssl_certificate_key " +
         certificates().file(name + ".key") + ";\n" + more;
}

NetOptions trusting(const std::string& file = "ca.pem") {
  NetOptions options;
  options.tls.ca_file = certificates().file(file);
  return options;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != text.npos; at += part.size())
    ++found;
  return found;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls)

BOOST_AUTO_TEST_CASE(a_trusted_server_answers_on_a_kept_connection) {
  const Nginx nginx(with_certificate("server"), "ssl");
  test::ClientFixture user(trusting());
  for (const std::string host : {"https://localhost", "https://127.0.0.1"})
    for (int i = 0; i < 3; ++i) {
      BOOST_REQUIRE_MESSAGE(user.get(nginx.url(host)) == Outcome::ok, user.client.error_text());
      BOOST_TEST(user.response->body_text() == "hello");
      BOOST_TEST((user.response->phases.tls > 0) == (i == 0));
    }
  BOOST_TEST(count(nginx.log(6), " TLSv1.3 3 ") == 2u, nginx.log(6));
  user.client.close_connections();
  BOOST_TEST(user.waiter.attached == 0);
}

BOOST_AUTO_TEST_CASE(sessions_are_resumed) {
  for (const std::string protocol : {"TLSv1.2", "TLSv1.3"}) {
    const Nginx nginx(
        with_certificate("server", "ssl_protocols " + protocol + "; ssl_session_cache shared:t:1m;"), "ssl");
    test::ClientFixture user(trusting());
    const std::string url = nginx.url("https://localhost");
    net::HttpRequest request;
    request.url = url;
    request.flags = LOADS_HTTP_NEW_CONNECTION;
    for (int i = 0; i < 4; ++i)
      BOOST_REQUIRE_MESSAGE(user.send(request) == Outcome::ok, user.client.error_text());
    const std::string log = nginx.log(4);
    BOOST_TEST(count(log, "GET / HTTP/1.1 200 r " + protocol) == 3u, log);
    BOOST_TEST(count(log, "GET / HTTP/1.1 200 . " + protocol) == 1u, log);
  }
}

BOOST_AUTO_TEST_CASE(a_stranger_is_not_trusted_unless_told_so) {
  const Nginx nginx(with_certificate("self"), "ssl");
  const std::string url = nginx.url("https://localhost");
  test::ClientFixture careful;
  BOOST_TEST((careful.get(url) == Outcome::network));
  BOOST_TEST(careful.sink.last().reason == "TLS: certificate not trusted");
  BOOST_TEST(careful.sink.last().hit.phase_ns[2] > 0u);
  BOOST_TEST(careful.client.error_text() == "GET " + url +
                                                ": TLS: certificate of localhost not trusted: self-signed "
                                                "certificate; use --ca-file FILE or --insecure");
  net::HttpRequest request;
  request.url = url;
  request.flags = LOADS_HTTP_INSECURE;
  BOOST_TEST((careful.send(request) == Outcome::ok));
  // Neither its connection nor its session is good for who wants to know.
  BOOST_TEST((careful.get(url) == Outcome::network));
  NetOptions options;
  options.tls.insecure = true;
  BOOST_TEST((test::ClientFixture(options).get(url) == Outcome::ok));
  BOOST_TEST((test::ClientFixture(trusting("self.pem")).get(url) == Outcome::ok));
  BOOST_TEST((test::ClientFixture(trusting()).get(url) == Outcome::network));
}

BOOST_AUTO_TEST_CASE(a_certificate_of_another_host_is_refused) {
  const Nginx nginx(with_certificate("other"), "ssl");
  test::ClientFixture user(trusting());
  for (const std::string host : {"https://localhost", "https://127.0.0.1"}) {
    BOOST_TEST((user.get(nginx.url(host)) == Outcome::network));
    BOOST_TEST(user.sink.last().reason == "TLS: certificate is for another host");
    BOOST_TEST(user.client.error_text().find("is for another host") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(the_server_may_ask_for_a_certificate) {
  const Nginx nginx(with_certificate("server", "ssl_verify_client on; ssl_client_certificate " +
                                                   certificates().file("ca.pem") + ";"),
                    "ssl");
  test::ClientFixture nobody(trusting());
  BOOST_TEST((nobody.get(nginx.url("https://localhost")) == Outcome::ok));
  BOOST_TEST(nobody.response->status == 400u);
  NetOptions options = trusting();
  options.tls.client_cert = certificates().file("client.pem");
  options.tls.client_key = certificates().file("client.key");
  test::ClientFixture user(options);
  BOOST_TEST((user.get(nginx.url("https://localhost")) == Outcome::ok));
  BOOST_TEST(user.response->status == 200u);
  BOOST_TEST(count(nginx.log(2), "SUCCESS") == 1u);
}

BOOST_AUTO_TEST_CASE(files_that_cannot_be_used_are_named) {
  const auto problem = [](const std::string& ca, const std::string& cert, const std::string& key) {
    NetOptions options;
    options.tls = {false, ca, cert, key};
    const auto context = NetContext::make(options);
    return context ? std::string("fine") : context.error().text;
  };
  const auto& made = certificates();
  BOOST_TEST(problem("/no/such/file", "", "").starts_with("TLS: cannot use the CA file /no/such/file: "));
  BOOST_TEST(problem(made.file("ca.key"), "", "").starts_with("TLS: cannot use the CA file "));
  BOOST_TEST(
      problem("", "/no/such/file", "").starts_with("TLS: cannot use the client certificate /no/such/file: "));
  BOOST_TEST(problem("", made.file("client.pem"), "").starts_with("TLS: cannot use the client key "));
  BOOST_TEST(problem("", made.file("client.pem"), made.file("server.key")).find("key values mismatch") !=
             std::string::npos);
  BOOST_TEST(problem("", "", made.file("server.key")).find("needs a client certificate") !=
             std::string::npos);
  BOOST_TEST(problem(made.file("ca.pem"), made.file("client.pem"), made.file("client.key")) == "fine");
}

BOOST_AUTO_TEST_CASE(large_bodies_go_both_ways) {
  const Nginx nginx(with_certificate("server",
                                     "client_max_body_size 100m; location /echo { proxy_pass "
                                     "https://127.0.0.1:$server_port/sink; proxy_pass_request_body on; } "
                                     "location /sink { return 200 $content_length; }"),
                    "ssl");
  std::string body;
  for (int i = 0; body.size() < 5'000'000; ++i)
    body += std::to_string(i);
  nginx.put("large", body);
  test::ClientFixture user(trusting());
  for (int i = 0; i < 2; ++i) {
    BOOST_REQUIRE(user.get(nginx.url("https://localhost", "/large")) == Outcome::ok);
    BOOST_TEST((user.response->body_text() == body));
  }
  const std::string url = nginx.url("https://localhost", "/echo");
  net::HttpRequest request;
  request.method = "POST";
  request.url = url;
  request.body = body;
  for (const std::uint32_t flags : {0u, static_cast<std::uint32_t>(LOADS_HTTP_CHUNKED)}) {
    request.flags = flags;
    BOOST_REQUIRE_MESSAGE(user.send(request) == Outcome::ok, user.client.error_text());
    BOOST_TEST(user.response->body_text() == std::to_string(body.size()));
  }
  BOOST_TEST(count(nginx.log(6), "GET /large HTTP/1.1 200") == 2u);
}

BOOST_AUTO_TEST_CASE(a_kept_connection_closed_by_the_server_is_replaced_silently) {
  const Nginx nginx(with_certificate("server", "location = /once { return 200; } keepalive_timeout 1ms;"),
                    "ssl");
  test::ClientFixture user(trusting());
  for (int i = 0; i < 3; ++i) {
    BOOST_REQUIRE_MESSAGE(user.get(nginx.url("https://localhost")) == Outcome::ok, user.client.error_text());
    nginx.log(static_cast<std::size_t>(i + 1));
  }
  BOOST_TEST(user.sink.hits.size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_server_without_tls_is_named_as_such) {
  const Nginx nginx("");
  test::ClientFixture user;
  BOOST_TEST((user.get(nginx.url("https://localhost")) == Outcome::network));
  BOOST_TEST(user.sink.last().reason == "TLS: handshake failed");
  BOOST_TEST(user.client.error_text().ends_with("does the server speak TLS on this port?"),
             user.client.error_text());
  test::LoopbackServer deaf([](test::Peer& peer, int) { peer.read_until("\r\n\r\n\r\n"); });
  const std::string url = "https://127.0.0.1:" + std::to_string(deaf.port());
  net::HttpRequest request;
  request.url = url;
  request.connect_timeout = 20ms;
  BOOST_TEST((user.send(request) == Outcome::timeout));
  BOOST_TEST(user.sink.last().reason == "connect timeout");
  test::LoopbackServer curt([](test::Peer& peer, int) { peer.reset(); });
  BOOST_TEST((user.get("https://127.0.0.1:" + std::to_string(curt.port())) == Outcome::network));
  BOOST_TEST(user.sink.last().reason == "TLS: closed in the handshake");
}

BOOST_AUTO_TEST_CASE(https_redirects_to_http_and_back) {
  const Nginx plain("");
  const Nginx secure(
      with_certificate("server", "location /down { return 302 " + plain.url("http://127.0.0.1") + "; }"),
      "ssl");
  test::ClientFixture user(trusting());
  BOOST_TEST((user.get(secure.url("https://localhost", "/down")) == Outcome::ok));
  BOOST_TEST(user.response->url_text() == plain.url("http://127.0.0.1"));
  BOOST_TEST(user.sink.hits.size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
