// SPDX-License-Identifier: Apache-2.0
// What tools/bench/compare and tools/bench/outputs run: as little test as a real one can have. Needs --server-url.
#include <loads/loads.hpp>

#include <chrono>
#include <string>

class Bench : public loads::TestCase {
  void begin_user() override {
    url_ = server_url + "/";
    // More connections than one pair of addresses has ports for: loopback has many addresses.
    constexpr unsigned addresses = 4; // nginx of loadbench listens on as many
    own_url_ = url_;
    if (const std::size_t address = own_url_.find("127.0.0.1"); address != std::string::npos)
      own_url_[address + 8] = static_cast<char>('1' + position().user % addresses);
  }

  // One kept connection a user.
  void test_get() {
    auto response = session.get(url_);
    assert_equal(response.status_code(), 200);
  }

  // A hundred requests a second, less what they take.
  void test_paced() {
    test_get();
    sleep(std::chrono::milliseconds(10));
  }

  // A new connection for each request.
  void test_close() {
    auto response = session.get(url_, {.new_connection = true});
    assert_equal(response.status_code(), 200);
  }

  // One request, then the connection stays open until the run ends.
  void test_hold() {
    auto response = session.get(own_url_);
    assert_equal(response.status_code(), 200);
    sleep(std::chrono::hours(1));
  }

  // A message there and back, then the web socket stays open.
  void test_web_socket() {
    auto socket = create_ws("/ws");
    socket.send("something");
    assert_equal(socket.receive().text(), "something");
    socket.receive(std::chrono::hours(1));
  }

  void test_idle() { sleep(std::chrono::hours(1)); }

  // Long enough that all users are there at once.
  void test_pause() { sleep(std::chrono::seconds(2)); } // loadbench/memory.py knows how long

  void test_nothing() {}

  std::string url_, own_url_;
};
LOADS_SUITE(Bench, test_get, test_paced, test_close, test_hold, test_web_socket, test_idle, test_pause, test_nothing);
