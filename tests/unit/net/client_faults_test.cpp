// SPDX-License-Identifier: Apache-2.0
#include "core/net/http_client.hpp"

#include "tests/unit/net/client_fixture.hpp"

#include <boost/test/unit_test.hpp>
#include <sys/resource.h>

using namespace loads;
using namespace std::chrono_literals;
using net::Outcome;
using test::LoopbackServer;
using test::Peer;

namespace {

struct Faults : test::ClientFixture {
  // What becomes of a GET to a server that runs this script after each request.
  void check(LoopbackServer::Script script, Outcome outcome, std::string_view reason) {
    const std::size_t before = sink.hits.size();
    std::string url;
    {
      LoopbackServer server([&](Peer& peer, int connection) {
        if (!peer.read_request().empty())
          script(peer, connection);
      });
      url = server.url("/page");
      BOOST_TEST((get(url) == outcome), client.error_text());
      client.close_connections();
    }
    BOOST_TEST(response == nullptr);
    BOOST_TEST(sink.hits.size() == before + 1);
    BOOST_TEST(sink.last().reason == reason);
    BOOST_TEST(sink.last().hit.status == 0u);
    BOOST_TEST(client.error_text().starts_with("GET " + url + ": "), client.error_text());
  }
  void answers(const std::string& bytes, std::string_view reason) {
    check([&](Peer& peer, int) { peer.send(bytes); }, Outcome::network, reason);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(client_faults, Faults)

BOOST_AUTO_TEST_CASE(servers_that_hang_up_are_told_apart) {
  answers("", "connection closed before the answer");
  check([](Peer& peer, int) { peer.reset(); }, Outcome::network, "connection closed before the answer");
  answers("HTTP/1.1 200 OK\r\nContent-", "closed mid-head");
  answers("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345", "closed mid-body");
  answers("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "closed mid-body");
  answers("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "closed mid-body");
  BOOST_TEST(sink.last().hit.bytes_received > 0u);
}

BOOST_AUTO_TEST_CASE(garbage_is_not_http) {
  answers("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", "not HTTP");
  answers(std::string(100'000, '\0'), "not HTTP");
  answers("HTTP/1.1 2x0 OK\r\n\r\n", "not HTTP");
  answers("HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "not HTTP");
  answers("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "not HTTP");
  answers("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "not HTTP");
  std::string interim;
  for (int i = 0; i < 20; ++i)
    interim += "HTTP/1.1 100 Continue\r\n\r\n";
  answers(interim, "not HTTP");
}

BOOST_AUTO_TEST_CASE(endless_headers_are_cut_off) {
  check(
      [](Peer& peer, int) {
        peer.send("HTTP/1.1 200 OK\r\n");
        while (peer.send("X-More: and more and more\r\n")) {
        }
      },
      Outcome::network, "head too large");
  check(
      [](Peer& peer, int) {
        peer.send("HTTP/1.1 200 OK\r\nX: ");
        while (peer.send(std::string(1000, 'x'))) {
        }
      },
      Outcome::network, "head too large");
  check(
      [](Peer& peer, int) {
        peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n");
        while (peer.send("X-Trailer: and more and more\r\n")) {
        }
      },
      Outcome::network, "head too large");
}

BOOST_AUTO_TEST_CASE(a_head_with_one_field_too_many_is_refused) {
  std::string many = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 200; ++i)
    many += "X: y\r\n";
  answers(many + "Content-Length: 3\r\n\r\nabc", "head too large");
  answers("HTTP/1.1 200 OK\r\nX: " + std::string(66'000, 'x') + "\r\nContent-Length: 3\r\n\r\nabc",
          "head too large");
}

BOOST_AUTO_TEST_CASE(nobody_listens) {
  std::uint16_t port;
  {
    LoopbackServer server([](Peer&, int) {});
    port = server.port();
  }
  const std::string url = "http://127.0.0.1:" + std::to_string(port) + "/";
  BOOST_TEST((get(url) == Outcome::network));
  BOOST_TEST(sink.last().reason == "connection refused");
  BOOST_TEST(sink.last().hit.phase_ns[1] > 0u);
  BOOST_TEST(client.error_text() ==
             "GET " + url + ": connection refused: nothing listens there; is the server running?");
}

BOOST_AUTO_TEST_CASE(a_name_that_does_not_exist_is_a_hit_with_a_reason) {
  BOOST_TEST((get("http://no-such-host.invalid/") == Outcome::network));
  BOOST_TEST(sink.last().reason == "name not resolved");
  BOOST_TEST(client.error_text().find("no-such-host.invalid") != std::string::npos);
  BOOST_TEST(sink.last().hit.phase_ns[0] > 0u);
}

BOOST_AUTO_TEST_CASE(each_timeout_has_its_own_reason) {
  LoopbackServer silent([](Peer& peer, int) { peer.wait_until_closed(); });
  LoopbackServer slow([](Peer& peer, int) {
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe");
    peer.wait_until_closed();
  });
  const std::string silent_url = silent.url(), slow_url = slow.url();
  net::HttpRequest request;
  request.url = silent_url;
  request.first_byte_timeout = 20ms;
  BOOST_TEST((send(request) == Outcome::timeout));
  BOOST_TEST(sink.last().reason == "first byte timeout");
  BOOST_TEST((sink.last().hit.ended - sink.last().hit.started >= 20ms));
  request.first_byte_timeout = 10s;
  request.total_timeout = 20ms;
  BOOST_TEST((send(request) == Outcome::timeout));
  BOOST_TEST(sink.last().reason == "total timeout");
  request.url = slow_url;
  BOOST_TEST((send(request) == Outcome::timeout));
  BOOST_TEST(sink.last().reason == "total timeout");
  BOOST_TEST(sink.last().hit.bytes_received > 0u);
  request.method = "POST";
  const std::string body(100 << 20, 'x');
  LoopbackServer deaf([](Peer& peer, int) { peer.read_until("GO"); });
  request.body = body;
  request.total_timeout = 100ms;
  BOOST_TEST((send(request) == Outcome::timeout));
  BOOST_TEST(sink.last().reason == "total timeout");
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_not_taken_times_out) {
  // A listener whose backlog is full does not answer to more.
  base::UniqueFd listener(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in in{};
  in.sin_family = AF_INET;
  in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof in;
  BOOST_REQUIRE(::bind(listener.get(), reinterpret_cast<sockaddr*>(&in), size) == 0);
  BOOST_REQUIRE(::listen(listener.get(), 0) == 0);
  ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&in), &size);
  std::vector<base::UniqueFd> crowd;
  for (int i = 0; i < 4; ++i) {
    crowd.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    ::connect(crowd.back().get(), reinterpret_cast<sockaddr*>(&in), sizeof in);
  }
  const std::string url = "http://127.0.0.1:" + std::to_string(ntohs(in.sin_port)) + "/";
  net::HttpRequest request;
  request.url = url;
  request.connect_timeout = 30ms;
  BOOST_TEST((send(request) == Outcome::timeout));
  BOOST_TEST(sink.last().reason == "connect timeout");
}

BOOST_AUTO_TEST_CASE(a_stop_aborts_the_request_in_flight) {
  LoopbackServer server([&](Peer& peer, int) {
    peer.read_request();
    waiter.cancel();
    peer.wait_until_closed();
  });
  const std::string url = server.url();
  BOOST_TEST((get(url) == Outcome::cancelled));
  BOOST_TEST(sink.started == 1);
  BOOST_TEST(sink.aborted == 1);
  BOOST_TEST((get(url) == Outcome::cancelled));
  BOOST_TEST(sink.started == 1);
  BOOST_TEST(sink.hits.empty());
}

BOOST_AUTO_TEST_CASE(too_few_descriptors_are_named_as_such) {
  rlimit old{};
  ::getrlimit(RLIMIT_NOFILE, &old);
  LoopbackServer server([](Peer& peer, int) { peer.read_request(); });
  const std::string url = server.url();
  rlimit few = old;
  few.rlim_cur = 3;
  ::setrlimit(RLIMIT_NOFILE, &few);
  const Outcome outcome = get(url);
  ::setrlimit(RLIMIT_NOFILE, &old);
  BOOST_TEST((outcome == Outcome::network));
  BOOST_TEST(sink.last().reason == "too many open files");
  BOOST_TEST(client.error_text().ends_with("too many open files: raise ulimit -n"));
}

BOOST_AUTO_TEST_CASE(an_answer_before_the_whole_request_was_taken_counts) {
  LoopbackServer server([](Peer& peer, int) {
    peer.read_until("\r\n\r\n");
    peer.send("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno!");
    ::shutdown(peer.fd(), SHUT_WR);
    peer.wait_until_closed();
  });
  const std::string url = server.url();
  const std::string body(8 << 20, 'x');
  net::HttpRequest request;
  request.method = "POST";
  request.url = url;
  request.body = body;
  BOOST_TEST((send(request) == Outcome::ok));
  BOOST_REQUIRE(response);
  BOOST_TEST(response->status == 413u);
}

BOOST_AUTO_TEST_CASE(limits_of_the_body_hold) {
  net::NetOptions options;
  options.body_limit = 100;
  options.decoded_limit = 1000;
  test::ClientFixture strict(options);
  const auto reason = [&](const std::string& answer) {
    LoopbackServer server([&](Peer& peer, int) {
      peer.read_request();
      peer.send(answer);
    });
    return strict.get(server.url()) == Outcome::ok ? std::string("ok") : strict.sink.last().reason;
  };
  const std::string body(101, 'x');
  BOOST_TEST(reason("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + body.substr(1)) == "ok");
  BOOST_TEST(reason("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n" + body) == "body too large");
  BOOST_TEST(reason("HTTP/1.1 200 OK\r\nContent-Length: 9999999999999\r\n\r\n" + body) == "body too large");
  BOOST_TEST(reason("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + body) ==
             "body too large");
  BOOST_TEST(reason("HTTP/1.1 200 OK\r\n\r\n" + body) == "body too large");
}

BOOST_AUTO_TEST_SUITE_END()
