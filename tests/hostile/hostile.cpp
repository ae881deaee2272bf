// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>

#include <chrono>
#include <string>

using namespace std::chrono_literals;

// Each user meets the personality of a hostile server that has the user's number; those behind the last one
// work beside them at a good server. Numbers come with --server-url: http://HOST:PORT, or with
// /hostile/GOOD-PORT/PERSONALITIES behind it.
class Hostile : public loads::TestCase {
  std::string number() const { return std::to_string(position().user); }
  std::string url() const { return std::string(server_url); }
  // The server alone, and what stands behind it.
  std::string server() const { return url().substr(0, url().find('/', 8)); }
  std::string part(int which) const {
    std::string rest = url().substr(url().find("/hostile/") + 9);
    for (int i = 0; i < which; ++i)
      rest = rest.substr(rest.find('/') + 1);
    return rest.substr(0, rest.find('/'));
  }

  void test_beside() {
    if (position().user > std::stoull(part(1)))
      return work();
    session.get(server() + "/p/" + number(), {.name = "p" + number()});
  }
  void test_good() { work(); }
  void test_reset() { session.get(server() + "/k/" + number(), {.name = "k" + number()}); }
  void test_flood() { session.get(server() + "/f/" + number(), {.name = "flood"}); }
  void test_hold() { session.get(server() + "/h/" + number(), {.name = "hold"}); }
  void test_socket() {
    auto socket = create_ws("ws" + server().substr(4) + "/w/" + number(), {.name = "w" + number()});
    while (true)
      socket.receive(1500ms);
  }

  // Paced, so that its rate says whether others were in the way.
  void work() {
    for (int i = 0; i < 100; ++i) {
      assert_equal(session.get("http://127.0.0.1:" + part(0) + "/", {.name = "good"}).status_code(), 200);
      sleep(20ms);
    }
  }
};
LOADS_SUITE(Hostile, test_beside, test_good, test_reset, test_flood, test_hold, test_socket);
