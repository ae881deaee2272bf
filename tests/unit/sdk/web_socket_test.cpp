// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>
#include <loads/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>
#include <vector>

using namespace std::chrono_literals;

namespace {

class Sockets : public loads::TestCase {
public:
  static inline std::function<void(Sockets&)> body;
  loads::WebSocket kept;

private:
  void test() { body(*this); }
};
LOADS_SUITE(Sockets, test);

struct Fixture {
  loads_outcome run(std::function<void(Sockets&)> body) {
    Sockets::body = std::move(body);
    return host.run("Sockets.test");
  }
  void must_pass(std::function<void(Sockets&)> body) {
    BOOST_TEST(run(std::move(body)) == LOADS_PASS, said());
  }
  std::string said() const { return host.failures.empty() ? "" : host.failures.back().message; }

  loads::testing::FakeHost host;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(web_socket, Fixture)

BOOST_AUTO_TEST_CASE(the_sample_of_the_manual_works) {
  must_pass([](Sockets& t) {
    std::vector<std::string> results;
    auto callback = [&](const loads::Message& message) { results.emplace_back(message.data()); };
    auto ws =
        t.create_ws("ws://localhost:9000/ws", {.callback = callback, .protocols = {"chat", "http-only"}});
    ws.send("something");
    ws.receive();
    ws.send("happened");
    ws.receive();
    t.assert_equal(results, std::vector<std::string>{"something", "happened"});
  });
  BOOST_REQUIRE(host.sockets.size() == 1u);
  BOOST_TEST(host.sockets[0].url == "ws://localhost:9000/ws");
  BOOST_TEST(host.sockets[0].protocols == (std::vector<std::string>{"chat", "http-only"}),
             boost::test_tools::per_element());
  BOOST_TEST(host.sockets[0].released);
}

BOOST_AUTO_TEST_CASE(options_reach_the_host) {
  host.server_url = "http://server/base/";
  host.socket({.protocol = "chat", .compressed = true});
  must_pass([](Sockets& t) {
    t.session.set_header("X-All", "1");
    t.session.set_auth("me", "secret");
    auto ws = t.create_ws("/ws", {.extensions = {"permessage-deflate"},
                                  .name = "chat",
                                  .params = {{"room", 7}},
                                  .headers = {{"X-One", "2"}},
                                  .connect_timeout = 1s,
                                  .handshake_timeout = 2s,
                                  .message_limit = 1000,
                                  .insecure = true,
                                  .cookies = false});
    t.assert_true(ws.is_open());
    t.assert_true(ws.is_compressed());
    t.assert_equal(ws.protocol(), "chat");
  });
  const auto& seen = host.sockets.at(0);
  BOOST_TEST(seen.url == "http://server/base/ws?room=7");
  BOOST_TEST(seen.label == "chat");
  BOOST_TEST(seen.flags ==
             (LOADS_WEB_SOCKET_DEFLATE | LOADS_WEB_SOCKET_INSECURE | LOADS_WEB_SOCKET_NO_COOKIES));
  BOOST_TEST((seen.connect_timeout == 1s && seen.handshake_timeout == 2s));
  BOOST_TEST(seen.message_limit == 1000u);
  BOOST_TEST(seen.headers.size() == 3u);
}

BOOST_AUTO_TEST_CASE(bytes_and_text_are_told_apart) {
  host.socket({.messages = {{"text"}, {"bytes", true}}});
  must_pass([](Sockets& t) {
    auto ws = t.create_ws("ws://h/");
    t.assert_true(ws.receive().is_text());
    const auto second = ws.receive();
    t.assert_true(second.is_binary());
    t.assert_equal(second.size(), 5);
    ws.send_binary(std::string("\0\1", 2));
    t.assert_equal(ws.receive().data(), std::string_view("\0\1", 2));
    ws.ping("hello?");
  });
  BOOST_TEST(host.sockets.at(0).sent.at(0).binary);
  BOOST_TEST(host.sockets.at(0).pings.at(0) == "hello?");
}

BOOST_AUTO_TEST_CASE(a_time_out_is_an_error_or_no_message) {
  must_pass([](Sockets& t) {
    auto ws = t.create_ws("ws://h/");
    t.assert_false(ws.try_receive());
    t.assert_false(ws.try_receive(3s));
    try {
      ws.receive(2s);
      t.fail("received");
    } catch (const loads::WebSocketError& error) {
      t.assert_true(error.timed_out());
      t.assert_false(error.closed());
    }
    ws.send("x");
    t.assert_true(ws.try_receive());
  });
  BOOST_TEST((host.now >= 5s));
}

BOOST_AUTO_TEST_CASE(a_time_that_is_over_waits_for_nothing) {
  must_pass([](Sockets& t) {
    auto ws = t.create_ws("ws://h/");
    t.assert_false(ws.try_receive(-1s));
    t.assert_raises<loads::WebSocketError>([&] { ws.receive(-1s); });
    ws.send("x");
    t.assert_true(ws.try_receive(-1s));
  });
  BOOST_TEST((host.now < 1s));
}

BOOST_AUTO_TEST_CASE(a_server_that_closes_says_with_what) {
  host.socket({.messages = {{"last"}}, .close_code = 4000, .close_reason = "go away"});
  must_pass([](Sockets& t) {
    auto ws = t.create_ws("ws://h/");
    t.assert_equal(ws.receive().text(), "last");
    try {
      ws.receive();
      t.fail("received");
    } catch (const loads::WebSocketError& error) {
      t.assert_true(error.closed());
    }
    t.assert_false(ws.is_open());
    t.assert_equal(ws.close_code(), 4000);
    t.assert_equal(ws.close_reason(), "go away");
    ws.close();
  });
}

BOOST_AUTO_TEST_CASE(closing_hands_what_has_come_to_the_callback_first) {
  host.socket({.messages = {{"one"}, {"two"}}});
  std::string heard;
  must_pass([&](Sockets& t) {
    auto ws = t.create_ws("ws://h/", {.callback = [&](const loads::Message& m) { heard += m.text(); }});
    ws.close(3000, "done");
    ws.close();
  });
  BOOST_TEST(heard == "onetwo");
  BOOST_TEST(host.sockets.at(0).close_code == 3000u);
  BOOST_TEST(host.sockets.at(0).close_reason == "done");
}

BOOST_AUTO_TEST_CASE(an_error_in_the_callback_is_an_error_of_the_iteration) {
  const auto throwing = [](const loads::Message&) { throw std::runtime_error("bad message"); };
  BOOST_TEST(run([&](Sockets& t) {
               auto ws = t.create_ws("ws://h/", {.callback = throwing});
               ws.send("x");
               ws.receive();
             }) == LOADS_ERROR);
  BOOST_TEST(said() == "std::runtime_error: bad message");
  BOOST_TEST(host.sockets.at(0).released);
  BOOST_TEST(run([](Sockets& t) {
               auto ws = t.create_ws(
                   "ws://h/", {.callback = [&](const loads::Message& m) { t.assert_equal(m.text(), "y"); }});
               ws.send("x");
               ws.receive();
             }) == LOADS_FAIL);
}

BOOST_AUTO_TEST_CASE(a_socket_that_is_a_member_stays_open_until_the_user_ends) {
  Sockets::body = [](Sockets& t) {
    if (!t.kept.is_open())
      t.kept = t.create_ws("ws://h/");
    t.kept.send("x");
    t.kept.receive();
  };
  {
    loads::testing::FakeUser user = host.user("Sockets.test");
    for (int i = 0; i < 3; ++i)
      BOOST_TEST(user.run() == LOADS_PASS, said());
    BOOST_TEST(host.sockets.size() == 1u);
    BOOST_TEST(host.sockets[0].open);
  }
  BOOST_TEST(host.sockets[0].released);
}

BOOST_AUTO_TEST_CASE(errors_have_the_words_of_the_host_and_the_line_of_the_test) {
  host.socket({.result = LOADS_E_NETWORK, .error = "ws://h/: connection refused"});
  BOOST_TEST(run([](Sockets& t) { t.create_ws("ws://h/"); }) == LOADS_ERROR);
  BOOST_TEST(said() == "loads::WebSocketError: ws://h/: connection refused");
  BOOST_TEST(host.failures.back().line > 0u);
  BOOST_TEST(run([](Sockets& t) { t.create_ws("ws://h/", {.extensions = {"x-webkit"}}); }) == LOADS_ERROR);
  BOOST_TEST(said().find("there is permessage-deflate") != std::string::npos);
  BOOST_TEST(run([](Sockets& t) { t.kept.send("x"); }) == LOADS_ERROR);
  BOOST_TEST(said() == "loads::WebSocketError: send: this web socket was never opened");
  BOOST_TEST(run([](Sockets& t) { t.create_ws("/ws"); }) == LOADS_ERROR);
  BOOST_TEST(said().find("--server-url") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_end_of_the_run_ends_waiting) {
  BOOST_TEST(run([&](Sockets& t) {
               auto ws = t.create_ws("ws://h/");
               host.stop();
               ws.receive();
             }) == LOADS_STOPPED);
  BOOST_TEST(host.sockets.at(0).released);
  BOOST_TEST(host.failures.empty());
}

BOOST_AUTO_TEST_CASE(a_host_without_web_sockets_is_named) {
  host.without_http = true;
  host.restart();
  BOOST_TEST(run([](Sockets& t) { t.create_ws("ws://h/"); }) == LOADS_ERROR);
  BOOST_TEST(said() == "loads::WebSocketError: this program has no web sockets");
}

BOOST_AUTO_TEST_SUITE_END()
