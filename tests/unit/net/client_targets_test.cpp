// SPDX-License-Identifier: Apache-2.0
// What may not be connected to is not: checked where the name is an address already, at each connection.
#include "core/net/rate_limiter.hpp"
#include "tests/support/manual_waiter.hpp"
#include "tests/unit/net/client_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>

using namespace loads;
using namespace std::chrono_literals;
using net::Lookup;
using net::Outcome;
using test::LoopbackServer;
using test::Peer;

namespace {

void answer(Peer& peer, int) {
  while (!peer.read_request().empty())
    peer.send(test::small_answer);
}

net::NetOptions allow(std::vector<std::string> rules, std::function<Lookup(const std::string&)> lookup = {}) {
  net::NetOptions options;
  model::Limits limits;
  limits.targets = {{"the agent", std::move(rules)}};
  limits.guards_special = true;
  options.targets = *model::Targets::make(limits);
  options.lookup = std::move(lookup);
  options.keep_names = 0s;
  return options;
}

Lookup addresses(std::initializer_list<const char*> texts) {
  Lookup lookup;
  for (const char* text : texts)
    lookup.addresses.push_back(*net::numeric_address(text));
  return lookup;
}

std::string at(const std::string& host, const LoopbackServer& server) {
  return "http://" + host + ":" + std::to_string(server.port()) + "/";
}

} // namespace

BOOST_AUTO_TEST_SUITE(client_targets)

BOOST_AUTO_TEST_CASE(a_target_that_is_not_allowed_is_a_failure_of_its_own_kind) {
  LoopbackServer server(answer);
  test::ClientFixture user(allow({"192.0.2.0/24", "shop.example"}));
  BOOST_TEST((user.get(server.url("/")) == Outcome::network));
  BOOST_TEST(std::string(user.client.error_text()) ==
             "GET " + server.url("/") + ": the agent does not allow 127.0.0.1:" +
                 std::to_string(server.port()) + ": no --allow-target of it has this host, address and port");
  BOOST_REQUIRE(user.sink.hits.size() == 1u);
  BOOST_TEST(user.sink.last().reason == "target not allowed");
  BOOST_TEST(user.sink.started == 1);
  BOOST_TEST(server.connections() == 0);
}

BOOST_AUTO_TEST_CASE(a_redirect_is_checked_as_the_first_request_was) {
  LoopbackServer forbidden(answer);
  LoopbackServer server([&](Peer& peer, int) {
    while (!peer.read_request().empty())
      peer.send("HTTP/1.1 302 Go\r\nContent-Length: 0\r\nLocation: " + forbidden.url("/") + "\r\n\r\n");
  });
  test::ClientFixture user(allow({"127.0.0.1:" + std::to_string(server.port())}));
  BOOST_TEST((user.get(server.url("/")) == Outcome::network));
  BOOST_REQUIRE(user.sink.hits.size() == 2u);
  BOOST_TEST(user.sink.hits[0].hit.status == 302u);
  BOOST_TEST(user.sink.hits[1].reason == "target not allowed");
  BOOST_TEST(forbidden.connections() == 0);
}

BOOST_AUTO_TEST_CASE(an_answer_that_changes_to_a_forbidden_address_is_refused) {
  LoopbackServer server(answer);
  std::atomic<int> asked = 0;
  test::ClientFixture user(allow(
      {}, [&](const std::string&) { return addresses({asked++ == 0 ? "127.0.0.1" : "169.254.169.254"}); }));
  BOOST_TEST((user.get(at("shop.example", server)) == Outcome::ok));
  user.client.close_connections();
  BOOST_TEST((user.get(at("shop.example", server)) == Outcome::network));
  BOOST_TEST(asked == 2);
  BOOST_TEST(user.sink.last().reason == "target not allowed");
  BOOST_TEST(user.client.error_text().find("(169.254.169.254): it is a link-local address") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_name_that_rules_allow_keeps_its_first_addresses) {
  LoopbackServer server(answer);
  std::atomic<int> asked = 0;
  test::ClientFixture user(allow({"shop.example"}, [&](const std::string&) {
    return addresses({asked++ == 0 ? "127.0.0.1" : "192.0.2.1"});
  }));
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST((user.get(at("shop.example", server)) == Outcome::ok));
    user.client.close_connections();
  }
  BOOST_TEST(asked == 1);
}

BOOST_AUTO_TEST_CASE(of_several_addresses_those_that_are_allowed_are_used) {
  LoopbackServer server(answer);
  test::ClientFixture user(allow({}, [&](const std::string&) {
    return addresses({"169.254.169.254", "fe80::1", "127.0.0.1", "0.0.0.0"});
  }));
  BOOST_TEST((user.get(at("shop.example", server)) == Outcome::ok));
  test::ClientFixture other(allow({}, [&](const std::string&) {
    return addresses({"169.254.169.254", "::ffff:127.0.0.1", "0.0.0.0"});
  }));
  BOOST_TEST(
      (other.get(at("other.example", server)) == Outcome::ok)); // the same machine, in another spelling
}

BOOST_AUTO_TEST_CASE(tls_and_unix_sockets_are_checked_as_well) {
  LoopbackServer server(answer);
  test::ClientFixture user(allow({"shop.example"}));
  BOOST_TEST((user.get("https://127.0.0.1:" + std::to_string(server.port()) + "/") == Outcome::network));
  BOOST_TEST(user.sink.last().reason == "target not allowed");
  BOOST_TEST((user.get("http+unix://%2Frun%2Fx.sock/") == Outcome::network));
  BOOST_TEST(user.sink.last().reason == "target not allowed");
  BOOST_TEST(server.connections() == 0);
}

// Each is 127.0.0.1 to the system, and is checked as what it stands for.
BOOST_AUTO_TEST_CASE(other_spellings_of_an_address_lead_nowhere_else) {
  LoopbackServer server(answer);
  model::Limits limits;
  limits.guards_special = limits.guards_loopback = true;
  net::NetOptions options;
  options.targets = *model::Targets::make(limits);
  test::ClientFixture user(std::move(options));
  for (const char* host : {"127.0.0.1", "127.1", "0x7f.1", "0x7F000001", "2130706433", "0177.0.0.01",
                           "127.0.0.1.", "LOCALHOST", "localhost.", "[::1]", "[::FFFF:127.0.0.1]", "[0:0::1]",
                           "0", "0.0.0.0", "[::]", "[64:ff9b::7f00:1]", "[2002:7f00:1::1]"}) {
    BOOST_TEST((user.get(at(host, server)) == Outcome::network), host);
    const std::string& reason = user.sink.last().reason;
    BOOST_TEST((reason == "target not allowed" || reason == "name not resolved"), host << ": " << reason);
  }
  for (const char* host : {"[fe80::1%25lo]", "[fe80::1%lo]", "[127.0.0.1]"}) { // no URLs
    BOOST_TEST((user.get(at(host, server)) == Outcome::invalid), host);
  }
  BOOST_TEST((user.get("http://127.0.0.1:0/") == Outcome::invalid));
  BOOST_TEST(server.connections() == 0);
}

BOOST_AUTO_TEST_CASE(the_user_agent_names_the_run) {
  std::string head;
  LoopbackServer server([&](Peer& peer, int) {
    head = peer.read_request();
    peer.send(test::small_answer);
  });
  net::NetOptions options;
  options.run_id = "0123456789abcdef0123456789abcdef";
  test::ClientFixture user(std::move(options));
  BOOST_TEST((user.get(server.url("/")) == Outcome::ok));
  BOOST_TEST(head.find("\r\nUser-Agent: loads/") != head.npos);
  BOOST_TEST(head.find(" (run 0123456789ab)\r\n") != head.npos, head);
}

BOOST_AUTO_TEST_CASE(a_rate_is_kept_evenly_and_what_waited_is_counted) {
  test::ManualWaiter waiter;
  net::RateLimiter limiter;
  BOOST_TEST(limiter.wait(waiter)); // no limit
  BOOST_TEST((waiter.now() == base::TimePoint(1h)));
  limiter.set_rate(100);
  std::vector<base::TimePoint> began;
  for (int i = 0; i < 201; ++i) {
    BOOST_TEST(limiter.wait(waiter));
    began.push_back(waiter.now());
  }
  BOOST_TEST((began.back() - began.front() >= 1990ms && began.back() - began.front() <= 2000ms));
  for (std::size_t i = 2; i < began.size(); ++i)
    BOOST_TEST((began[i] - began[i - 1] == 10ms));
  BOOST_TEST(limiter.held_back() == 200u);
  waiter.advance(10s); // lost, and not made up for
  const base::TimePoint again = waiter.now();
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(limiter.wait(waiter));
  BOOST_TEST((waiter.now() - again >= 80ms));
  waiter.cancel = true;
  BOOST_TEST(!limiter.wait(waiter));
}

BOOST_AUTO_TEST_CASE(no_rate_is_so_small_or_so_large_that_more_gets_through) {
  for (const double rate : {1.0, 3.0, 999.0, 600e6, 1.8e19}) {
    test::ManualWaiter waiter;
    net::RateLimiter limiter;
    limiter.set_rate(rate);
    const base::TimePoint began = waiter.now() - 5ms; // what it may make up for
    constexpr int requests = 100;
    for (int i = 0; i < requests; ++i)
      BOOST_REQUIRE(limiter.wait(waiter));
    if (rate < 1e9) {
      const double seconds = std::chrono::duration<double>(waiter.now() - began).count();
      BOOST_TEST((requests - 1) / seconds <= rate, rate);
    }
  }
  test::ManualWaiter waiter;
  net::RateLimiter limiter;
  limiter.set_rate(1e-300);
  for (int i = 0; i < 100; ++i)
    BOOST_REQUIRE(limiter.wait(waiter));
  BOOST_TEST((waiter.now() > base::TimePoint(24h)));
}

// Threads do not agree on the time to the nanosecond, and one may see what another has made of a later one.
BOOST_AUTO_TEST_CASE(a_clock_that_is_behind_lets_no_more_through) {
  test::ManualWaiter waiter;
  net::RateLimiter limiter;
  limiter.set_rate(1);
  BOOST_TEST(limiter.wait(waiter));
  const base::TimePoint first = waiter.now();
  for (int i = 1; i < 5; ++i) {
    waiter.advance(-10min);
    BOOST_TEST(limiter.wait(waiter));
    BOOST_TEST((waiter.now() >= first - 5ms + i * 1s));
  }
}

BOOST_AUTO_TEST_SUITE_END()
