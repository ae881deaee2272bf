// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>

#include <chrono>
#include <csignal>
#include <stdexcept>
#include <string>
#include <vector>

using namespace std::chrono_literals;

// What the process tests of web sockets need; the server is --server-url.
class Sockets : public loads::TestCase {
  void test_something() {
    std::vector<std::string> results;
    auto callback = [&](const loads::Message& message) { results.emplace_back(message.data()); };
    auto ws = create_ws("/ws", {.callback = callback, .protocols = {"chat", "http-only"}});
    ws.send("something");
    ws.receive();
    ws.send("happened");
    ws.receive();
    assert_equal(results, std::vector<std::string>{"something", "happened"});
  }
  void test_two() {
    auto one = create_ws("/ws"), other = create_ws("/ws", {.extensions = {"permessage-deflate"}});
    for (loads::WebSocket* socket : {&one, &other}) {
      const std::string text = "user " + std::to_string(user_id());
      socket->send(text);
      assert_equal(socket->receive().text(), text);
    }
    one.close();
    other.close();
  }
  void test_kept() {
    if (!kept_.is_open())
      kept_ = create_ws("/ws", {.name = "kept"});
    kept_.send("x");
    assert_equal(kept_.receive(5s).text(), "x");
  }
  void test_waits() { create_ws("/ws").receive(1h); }
  void test_crash() {
    auto ws = create_ws("/ws");
    ws.send("last words");
    ws.receive();
    std::raise(SIGSEGV);
  }
  void test_callback_throws() {
    auto ws = create_ws("/ws", {.callback = [](const loads::Message&) { throw std::runtime_error("bad"); }});
    ws.send("x");
    ws.receive();
  }
  // As a careless suite in C might: never closed, never released.
  void test_forgotten() {
    const std::string url = server_url + "/ws";
    loads_web_socket_request request = {};
    request.size = sizeof request;
    request.url = {url.data(), url.size()};
    loads_web_socket* socket = nullptr;
    assert_equal(user_.tables->websocket->open(user_.vu, &request, &socket), LOADS_OK);
  }
  void test_refused() { create_ws("/status/403"); }

  loads::WebSocket kept_;
};
LOADS_SUITE(Sockets, test_something, test_two, test_kept, test_waits, test_crash, test_callback_throws,
            test_forgotten, test_refused);
