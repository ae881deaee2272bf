// SPDX-License-Identifier: Apache-2.0
#include "core/net/http_client.hpp"

#include "tests/unit/net/client_fixture.hpp"

#include <boost/test/unit_test.hpp>
#include <condition_variable>

using namespace loads;
using net::Outcome;
using test::LoopbackServer;
using test::Peer;

namespace {

// Lets a test wait until the server did something.
class Gate {
public:
  void open() {
    const std::lock_guard lock(mutex_);
    ++opened_;
    changed_.notify_all();
  }
  void wait_for(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return opened_ >= count; });
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int opened_ = 0;
};

struct Connections : test::ClientFixture {
  Gate closed;
  net::Outcome request(const std::string& url, std::string_view method, std::string_view body = {}) {
    net::HttpRequest out;
    out.url = url;
    out.method = method;
    out.body = body;
    return send(out);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(client_connections, Connections)

BOOST_AUTO_TEST_CASE(a_kept_connection_that_the_server_closed_is_replaced_silently) {
  for (const bool by_reset : {false, true}) {
    Gate gate;
    LoopbackServer server([&](Peer& peer, int) {
      peer.read_request();
      peer.send(test::small_answer);
      if (by_reset)
        peer.reset();
      else
        ::shutdown(peer.fd(), SHUT_RDWR);
      gate.open();
    });
    const std::string url = server.url();
    const std::size_t before = sink.hits.size();
    for (int i = 0; i < 3; ++i) {
      BOOST_TEST((get(url) == Outcome::ok), client.error_text());
      gate.wait_for(i + 1);
    }
    BOOST_TEST(server.connections() == 3);
    BOOST_TEST(sink.hits.size() == before + 3);
    BOOST_TEST(sink.last().hit.phase_ns[1] > 0u);
    client.close_connections();
  }
}

BOOST_AUTO_TEST_CASE(a_post_is_not_repeated_when_the_server_may_have_seen_it) {
  std::atomic<int> posts = 0;
  LoopbackServer server([&](Peer& peer, int) {
    peer.read_request();
    peer.send(test::small_answer);
    if (!peer.read_request().empty()) // taken, and no answer
      ++posts;
  });
  const std::string url = server.url();
  BOOST_TEST((get(url) == Outcome::ok));
  BOOST_TEST((request(url, "POST", "x") == Outcome::network));
  BOOST_TEST(sink.last().reason == "connection closed before the answer");
  BOOST_TEST(posts == 1);
  BOOST_TEST(server.connections() == 1);
}

BOOST_AUTO_TEST_CASE(a_get_is_repeated_only_once_and_only_on_a_kept_connection) {
  std::atomic<int> requests = 0;
  LoopbackServer server([&](Peer& peer, int connection) {
    peer.read_request();
    ++requests;
    if (connection == 0) {
      peer.send(test::small_answer);
      peer.read_request();
      ++requests;
    }
  });
  const std::string url = server.url();
  BOOST_TEST((get(url) == Outcome::ok));
  BOOST_TEST((get(url) == Outcome::network));
  BOOST_TEST(requests == 3);
  BOOST_TEST(sink.hits.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_kept_connection_that_dies_mid_answer_is_not_repeated) {
  LoopbackServer server([&](Peer& peer, int) {
    peer.read_request();
    peer.send(test::small_answer);
    peer.read_request();
    peer.send("HTTP/1.1 200");
  });
  const std::string url = server.url();
  BOOST_TEST((get(url) == Outcome::ok));
  BOOST_TEST((get(url) == Outcome::network));
  BOOST_TEST(sink.last().reason == "closed mid-head");
  BOOST_TEST(server.connections() == 1);
}

BOOST_AUTO_TEST_CASE(each_origin_has_its_own_connection) {
  const auto script = [](Peer& peer, int) {
    while (!peer.read_request().empty())
      peer.send(test::small_answer);
  };
  LoopbackServer one(script), two(script);
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST((get(one.url()) == Outcome::ok));
    BOOST_TEST((get(two.url()) == Outcome::ok));
  }
  BOOST_TEST(one.connections() == 1);
  BOOST_TEST(two.connections() == 1);
  BOOST_TEST(waiter.attached == 2);
  client.close_connections();
  BOOST_TEST(waiter.attached == 0);
}

BOOST_AUTO_TEST_SUITE_END()
