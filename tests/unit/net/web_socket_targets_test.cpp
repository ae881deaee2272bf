// SPDX-License-Identifier: Apache-2.0
// What may not be connected to is not reached by web sockets either.
#include "tests/unit/net/web_socket_fixture.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace std::chrono_literals;
using net::Outcome;
using test::LoopbackServer;
using test::Peer;

namespace {

net::NetOptions allow(std::vector<std::string> rules,
                      std::function<net::Lookup(const std::string&)> lookup = {}) {
  net::NetOptions options;
  model::Limits limits;
  limits.targets = {{"the agent", std::move(rules)}};
  limits.guards_special = limits.guards_loopback = true;
  options.targets = *model::Targets::make(limits);
  options.lookup = std::move(lookup);
  options.keep_names = 0s;
  return options;
}

std::string at(const std::string& scheme, const std::string& host, const LoopbackServer& server) {
  return scheme + "://" + host + ":" + std::to_string(server.port()) + "/ws";
}

void never(Peer& peer, int) {
  peer.read_request();
}

} // namespace

BOOST_AUTO_TEST_SUITE(web_socket_targets)

BOOST_AUTO_TEST_CASE(a_target_that_is_not_allowed_is_a_failed_socket_with_that_reason) {
  LoopbackServer server(never);
  test::WebSocketFixture user(allow({"192.0.2.0/24", "shop.example"}));
  for (const char* scheme : {"ws", "wss", "WS"}) {
    BOOST_TEST((user.open(at(scheme, "127.0.0.1", server)) == Outcome::network));
    BOOST_REQUIRE(!user.told.reasons.empty());
    BOOST_TEST(user.told.reasons.back() == "target not allowed");
    BOOST_TEST(user.why().find(": the agent does not allow 127.0.0.1:" + std::to_string(server.port())) !=
                   std::string::npos,
               user.why());
  }
  BOOST_TEST((user.open("ws+unix://%2Frun%2Fx.sock/") == Outcome::network));
  BOOST_TEST(user.told.reasons.back() == "target not allowed");
  BOOST_TEST(user.told.reasons.size() == 4u);
  BOOST_TEST(user.told.opened == 0);
  BOOST_TEST(server.connections() == 0);
}

BOOST_AUTO_TEST_CASE(without_rules_special_addresses_are_refused_in_every_spelling) {
  LoopbackServer server(never);
  test::WebSocketFixture user(allow({}));
  for (const char* host : {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]",
                           "[64:ff9b::7f00:1]", "169.254.169.254"}) {
    BOOST_TEST((user.open(at("ws", host, server)) == Outcome::network), host);
    BOOST_TEST(user.told.reasons.back() == "target not allowed", host);
  }
  BOOST_TEST(server.connections() == 0);
}

BOOST_AUTO_TEST_CASE(a_name_that_comes_to_stand_for_such_an_address_is_refused) {
  LoopbackServer server(never);
  std::atomic<int> asked = 0;
  test::WebSocketFixture user(allow({}, [&](const std::string&) {
    return net::Lookup{{*net::numeric_address(asked++ % 2 == 0 ? "127.0.0.1" : "169.254.169.254")}, {}};
  }));
  for (const char* address :
       {"(127.0.0.1): it is this machine itself", "(169.254.169.254): it is a link-local"}) {
    BOOST_TEST((user.open(at("ws", "shop.example", server)) == Outcome::network));
    BOOST_TEST(user.told.reasons.back() == "target not allowed");
    BOOST_TEST(user.why().find(address) != std::string::npos, user.why());
  }
  BOOST_TEST(server.connections() == 0);
}

// A handshake is answered by the server that was asked: redirects are not followed, wherever they lead.
BOOST_AUTO_TEST_CASE(a_redirect_of_a_handshake_leads_nowhere) {
  LoopbackServer forbidden(never);
  for (const char* status : {"301 Moved", "302 Found", "307 Temporary", "308 Permanent"}) {
    LoopbackServer server([&](Peer& peer, int) {
      peer.read_request();
      peer.send("HTTP/1.1 " + std::string(status) +
                "\r\nContent-Length: 0\r\nLocation: " + at("ws", "127.0.0.1", forbidden) + "\r\n\r\n");
    });
    test::WebSocketFixture user(allow({"127.0.0.1:" + std::to_string(server.port())}));
    BOOST_TEST((user.open(at("ws", "127.0.0.1", server)) == Outcome::network));
    BOOST_TEST(user.told.reasons.back() == "handshake refused: " + std::string(status).substr(0, 3));
    BOOST_TEST(server.connections() == 1);
  }
  BOOST_TEST(forbidden.connections() == 0);
}

// The connection of an allowed request is not a way to another place.
BOOST_AUTO_TEST_CASE(each_handshake_is_checked_also_after_one_that_was_allowed) {
  LoopbackServer server(never), forbidden(never);
  test::WebSocketFixture user(allow({"127.0.0.1:" + std::to_string(server.port())}));
  for (int round = 0; round < 3; ++round) {
    BOOST_TEST((user.open(at("ws", "127.0.0.1", server)) == Outcome::network)); // it does not answer
    BOOST_TEST(user.told.reasons.back() != "target not allowed");
    BOOST_TEST((user.open(at("ws", "127.0.0.1", forbidden)) == Outcome::network));
    BOOST_TEST(user.told.reasons.back() == "target not allowed");
  }
  BOOST_TEST(server.connections() == 3);
  BOOST_TEST(forbidden.connections() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
