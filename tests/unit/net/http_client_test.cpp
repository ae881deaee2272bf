// SPDX-License-Identifier: Apache-2.0
#include "core/net/http_client.hpp"

#include "tests/unit/net/client_fixture.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <new>

using namespace loads;
using net::Outcome;
using test::LoopbackServer;
using test::Peer;

namespace {

thread_local std::size_t allocations = 0;

std::vector<loads_header>
headers(std::initializer_list<std::pair<std::string_view, std::string_view>> pairs) {
  std::vector<loads_header> out;
  for (const auto& [name, value] : pairs)
    out.push_back({net::to_abi(name), net::to_abi(value)});
  return out;
}

// Answers every request alike and keeps the last one.
struct Echo {
  std::string answer = test::small_answer;
  std::string seen;
  void operator()(Peer& peer) {
    for (std::string request; !(request = peer.read_request()).empty();) {
      seen = request;
      peer.send(answer);
    }
  }
};

} // namespace

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define LOADS_TEST_KEEPS_NEW // the sanitizer's cannot be replaced
#endif
#endif

#ifndef LOADS_TEST_KEEPS_NEW
// Counts what the steady state must not do.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size))
    return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
#endif

BOOST_FIXTURE_TEST_SUITE(http_client, test::ClientFixture)

BOOST_AUTO_TEST_CASE(a_kept_connection_serves_many_requests) {
  Echo echo;
  {
    LoopbackServer server([&](Peer& peer, int) { echo(peer); });
    const std::string url = server.url("/a?b=c");
    for (int i = 0; i < 10; ++i) {
      BOOST_REQUIRE(get(url) == Outcome::ok);
      BOOST_TEST(response->status == 200u);
      BOOST_TEST(response->body_text() == "hello");
      BOOST_TEST(response->reason_text() == "OK");
      BOOST_TEST(response->url_text() == url);
      BOOST_TEST(response->find_header("content-LENGTH") == "5");
      BOOST_TEST(response->redirects == 0u);
      BOOST_TEST(response->http_minor == 1u);
      BOOST_TEST(response->phases.first_byte > 0u);
      BOOST_TEST((response->phases.connect > 0) == (i == 0));
    }
    BOOST_TEST(server.connections() == 1);
    BOOST_TEST(sink.started == 10);
    BOOST_TEST(sink.hits.size() == 10u);
    BOOST_TEST(sink.last().label == url.substr(0, url.find('?')));
    BOOST_TEST(sink.last().url == url);
    BOOST_TEST(sink.last().method == "GET");
    BOOST_TEST(sink.last().hit.status == 200u);
    BOOST_TEST(sink.last().hit.bytes_received == 43u);
    client.close_connections();
  }
  BOOST_TEST(sink.last().hit.bytes_sent == echo.seen.size());
  BOOST_TEST(echo.seen.starts_with("GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:"));
  BOOST_TEST(echo.seen.find("\r\nUser-Agent: loads/") != echo.seen.npos);
  BOOST_TEST(echo.seen.find("\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n") !=
             echo.seen.npos);
  BOOST_TEST(waiter.attached == 0);
}

BOOST_AUTO_TEST_CASE(a_request_on_a_kept_connection_allocates_nothing_and_reads_the_clock_three_times) {
  LoopbackServer server([](Peer& peer, int) { Echo()(peer); });
  const std::string url = server.url("/some/page/with/a/rather/long/path?and=a&query=string");
  sink.hits.reserve(100);
  net::HttpRequest request;
  request.url = url;
  request.label = "page";
  for (int i = 0; i < 3; ++i)
    BOOST_REQUIRE(send(request) == Outcome::ok);
  for (int i = 0; i < 10; ++i) {
    const std::size_t before = allocations;
    const int reads = waiter.clock_reads, waits = waiter.waits;
    const bool done = send(request) == Outcome::ok;
    const std::size_t made = allocations - before;
    BOOST_TEST(done);
    BOOST_TEST(made <= 1u); // the sink of this test copies the URL
    BOOST_TEST(waiter.clock_reads - reads == 3);
    BOOST_TEST(waiter.waits - waits == 1);
  }
  BOOST_TEST(sizeof(net::HttpClient) < 300u);
}

BOOST_AUTO_TEST_CASE(the_users_headers_go_out_and_replace_ours) {
  Echo echo;
  {
    LoopbackServer server([&](Peer& peer, int) { echo(peer); });
    const std::string url = server.url();
    const auto given = headers({{"host", "elsewhere"},
                                {"USER-AGENT", "mine"},
                                {"Accept", "a/b"},
                                {"X-One", "1"},
                                {"Accept-Encoding", "br"},
                                {"Connection", "keep-alive"},
                                {"Authorization", "Bearer t"}});
    net::HttpRequest request;
    request.method = "DELETE";
    request.url = url;
    request.headers = given.data();
    request.header_count = given.size();
    BOOST_TEST((send(request) == Outcome::ok));
    client.close_connections();
  }
  BOOST_TEST(echo.seen ==
             "DELETE / HTTP/1.1\r\nhost: elsewhere\r\nUSER-AGENT: mine\r\nAccept: a/b\r\nX-One: 1\r\n"
             "Accept-Encoding: br\r\nConnection: keep-alive\r\nAuthorization: Bearer t\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(what_would_split_a_request_is_refused_and_not_recorded) {
  const auto refused = [&](net::HttpRequest request) {
    const bool was_refused = send(request) == Outcome::invalid;
    return was_refused && !client.error_text().empty() && response == nullptr;
  };
  net::HttpRequest request;
  request.url = "http://127.0.0.1:1/";
  for (const std::string_view method : {"GET /", "G\r\nX", "(", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    request.method = method;
    BOOST_TEST(refused(request), method);
  }
  request.method = {};
  for (const auto& [name, value] :
       {std::pair("X", "a\r\nY: b"), std::pair("X", "a\n"), std::pair("X Y", "a"), std::pair("X:", "a"),
        std::pair("", "a"), std::pair("X\r\nY", "a"), std::pair("Content-Length", "5"),
        std::pair("Transfer-Encoding", "gzip")}) {
    const auto given = headers({{name, value}});
    request.headers = given.data();
    request.header_count = 1;
    BOOST_TEST(refused(request), name << ": " << value);
  }
  request.headers = nullptr;
  request.header_count = 0;
  request.url = "http://127.0.0.1:1/\r\nX: y";
  BOOST_TEST(refused(request));
  request.url = "gopher://x/";
  BOOST_TEST(refused(request));
  BOOST_TEST(sink.started == 0);
}

BOOST_AUTO_TEST_CASE(bodies_go_out_with_their_length_or_in_chunks) {
  std::string seen;
  LoopbackServer server([&](Peer& peer, int) {
    while (!(seen = peer.read_until("\r\n\r\n")).empty()) {
      const bool chunked = seen.find("Transfer-Encoding: chunked") != seen.npos;
      const auto length = seen.find("Content-Length: ");
      if (chunked)
        seen += peer.read_until("0\r\n\r\n");
      else if (length != seen.npos)
        seen += peer.read_until("END");
      peer.send(test::small_answer);
    }
  });
  const std::string url = server.url();
  net::HttpRequest request;
  request.method = "POST";
  request.url = url;
  const std::string large = std::string(3'000'000, 'x') + "END";
  request.body = large;
  BOOST_REQUIRE(send(request) == Outcome::ok);
  BOOST_TEST(seen.ends_with("\r\nContent-Length: 3000003\r\n\r\n" + large));
  BOOST_TEST(sink.last().hit.bytes_sent == seen.size());
  request.flags = LOADS_HTTP_CHUNKED;
  BOOST_REQUIRE(send(request) == Outcome::ok);
  BOOST_TEST(seen.ends_with("\r\nTransfer-Encoding: chunked\r\n\r\n2dc6c3\r\n" + large + "\r\n0\r\n\r\n"));
  request.body = "small";
  BOOST_REQUIRE(send(request) == Outcome::ok);
  BOOST_TEST(seen.ends_with("chunked\r\n\r\n5\r\nsmall\r\n0\r\n\r\n"));
  request.body = {};
  BOOST_REQUIRE(send(request) == Outcome::ok);
  BOOST_TEST(seen.ends_with("chunked\r\n\r\n0\r\n\r\n"));
  request.flags = 0;
  request.body = "END";
  BOOST_REQUIRE(send(request) == Outcome::ok);
  BOOST_TEST(seen.ends_with("\r\nContent-Length: 3\r\n\r\nEND"));
}

BOOST_AUTO_TEST_CASE(a_post_without_a_body_says_so) {
  Echo echo;
  {
    LoopbackServer server([&](Peer& peer, int) { echo(peer); });
    const std::string url = server.url();
    net::HttpRequest request;
    request.method = "POST";
    request.url = url;
    BOOST_TEST((send(request) == Outcome::ok));
    client.close_connections();
  }
  BOOST_TEST(echo.seen.ends_with("\r\nContent-Length: 0\r\n\r\n"));
}

BOOST_AUTO_TEST_CASE(basic_auth_is_taken_from_the_url) {
  Echo echo;
  {
    LoopbackServer server([&](Peer& peer, int) { echo(peer); });
    BOOST_TEST(
        (get("http://Aladdin:open%20sesame@127.0.0.1:" + std::to_string(server.port())) == Outcome::ok));
    client.close_connections();
  }
  BOOST_TEST(echo.seen.find("\r\nAuthorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n") != echo.seen.npos);
  BOOST_TEST(sink.last().url.find("sesame") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_request_for_a_new_connection_neither_takes_nor_leaves_one) {
  LoopbackServer server([](Peer& peer, int) { Echo()(peer); });
  const std::string url = server.url();
  net::HttpRequest request;
  request.url = url;
  BOOST_TEST((send(request) == Outcome::ok));
  request.flags = LOADS_HTTP_NEW_CONNECTION;
  BOOST_TEST((send(request) == Outcome::ok));
  BOOST_TEST((send(request) == Outcome::ok));
  BOOST_TEST(server.connections() == 3);
  request.flags = 0;
  BOOST_TEST((send(request) == Outcome::ok));
  BOOST_TEST(server.connections() == 3);
}

BOOST_AUTO_TEST_CASE(ipv6_and_localhost_are_reached) {
  LoopbackServer server([](Peer& peer, int) { Echo()(peer); }, AF_INET6);
  BOOST_TEST((get(server.url()) == Outcome::ok));
  // 127.0.0.1 is refused, ::1 answers.
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST((get("http://localhost:" + std::to_string(server.port())) == Outcome::ok));
    client.close_connections();
  }
  BOOST_TEST(sink.hits.size() == 3u);
}

BOOST_AUTO_TEST_CASE(unix_sockets_are_reached) {
  const std::string path = "/tmp/loads-net-" + std::to_string(::getpid()) + ".sock";
  Echo echo;
  {
    LoopbackServer server([&](Peer& peer, int) { echo(peer); }, AF_UNIX, path);
    std::string encoded = path;
    for (std::size_t at; (at = encoded.find('/')) != encoded.npos;)
      encoded.replace(at, 1, "%2F");
    BOOST_TEST((get("http+unix://" + encoded + "/x?y") == Outcome::ok));
    BOOST_TEST(client.error_text() == "");
    client.close_connections();
  }
  BOOST_TEST(echo.seen.starts_with("GET /x?y HTTP/1.1\r\nHost: localhost\r\n"));
  BOOST_TEST((get("http+unix://%2Fno%2Fsuch.sock/") == Outcome::network));
  BOOST_TEST(sink.last().reason == "no such socket");
}

BOOST_AUTO_TEST_CASE(answers_outlive_each_other_and_are_taken_back_at_the_end) {
  LoopbackServer server([](Peer& peer, int connection) {
    for (int i = 0; !peer.read_request().empty(); ++i)
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + std::to_string(connection) +
                std::to_string(i));
  });
  const std::string url = server.url();
  net::HttpRequest request;
  request.url = url;
  net::HttpResponse *first, *second, *third;
  BOOST_REQUIRE(client.send(request, first) == Outcome::ok);
  BOOST_REQUIRE(client.send(request, second) == Outcome::ok);
  BOOST_REQUIRE(client.send(request, third) == Outcome::ok);
  BOOST_TEST(first->body_text() == "00");
  client.release(second);
  BOOST_TEST(third->body_text() == "02");
  BOOST_REQUIRE(client.send(request, second) == Outcome::ok);
  BOOST_TEST(second->body_text() == "03");
  BOOST_TEST(first->body_text() == "00");
  client.release(nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
