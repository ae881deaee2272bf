// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>
#include <loads/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>

using namespace std::chrono_literals;

namespace {

class Sessions : public loads::TestCase {
public:
  static inline std::function<void(Sessions&)> body;

private:
  void test() { body(*this); }
};

class WithServer : public Sessions {
public:
  WithServer() { server_url = "http://own/base/"; }

private:
  void test_relative() { session.get("/path"); }
};
LOADS_SUITE(Sessions, test);
LOADS_SUITE(WithServer, test_relative);

struct Fixture {
  void in_test(std::function<void(Sessions&)> body) {
    Sessions::body = std::move(body);
    const loads_outcome outcome = host.run("Sessions.test");
    BOOST_TEST(outcome == LOADS_PASS, (host.failures.empty() ? "" : host.failures[0].message));
  }

  loads::testing::FakeHost host;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(session, Fixture)

BOOST_AUTO_TEST_CASE(a_response_shows_all_that_came) {
  host.reply({.status = 201,
              .body = "made",
              .headers = {{"Content-Type", "text/plain"}, {"X-Twice", "1"}, {"X-Twice", "2"}},
              .reason = "Created",
              .elapsed = 7ms,
              .redirects = 2,
              .url = "http://h/elsewhere"});
  in_test([](Sessions& t) {
    const loads::Response res = t.session.get("http://h/");
    t.assert_equal(res.status_code(), 201);
    t.assert_equal(res.status(), 201);
    t.assert_true(res.ok());
    t.assert_equal(res.reason(), "Created");
    t.assert_equal(res.text(), "made");
    t.assert_equal(res.body(), "made");
    t.assert_equal(res.content(), "made");
    t.assert_equal(res.header("content-TYPE"), "text/plain");
    t.assert_equal(res.header("none"), "");
    t.assert_true(res.has_header("x-twice"));
    t.assert_in("X-TWICE", res.headers());
    t.assert_equal(res.headers().size(), 3);
    std::string all;
    for (const auto [name, value] : res.headers())
      all.append(name).append("=").append(value).append(" ");
    t.assert_equal(all, "Content-Type=text/plain X-Twice=1 X-Twice=2 ");
    t.assert_equal(res.url(), "http://h/elsewhere");
    t.assert_equal(res.elapsed(), 7ms);
    t.assert_equal(res.redirects(), 2);
    t.assert_equal(res.phases().connect, 0);
  });
}

BOOST_AUTO_TEST_CASE(what_a_temporary_response_hands_out_outlives_it) {
  host.handler = [](const auto&) { return loads::testing::Reply{.body = std::string(100, 'x')}; };
  in_test([&](Sessions& t) {
    const auto text = t.session.get("http://h/").text();
    static_assert(std::is_same_v<decltype(text), const std::string>);
    t.assert_equal(text, std::string(100, 'x'));
    t.assert_equal(host.open_responses, 0);
  });
}

BOOST_AUTO_TEST_CASE(a_response_is_released_once_wherever_it_moves) {
  in_test([&](Sessions& t) {
    loads::Response kept;
    t.assert_equal(kept.status_code(), 0);
    t.assert_false(kept.ok());
    {
      loads::Response first = t.session.get("http://h/");
      kept = std::move(first);
    }
    t.assert_equal(host.open_responses, 1);
    kept = t.session.get("http://h/");
    t.assert_equal(host.open_responses, 1);
    loads::Response other(std::move(kept));
    t.assert_equal(other.status_code(), 200);
  });
  BOOST_TEST(host.open_responses == 0u);
}

BOOST_AUTO_TEST_CASE(a_failed_assertion_releases_the_response) {
  Sessions::body = [](Sessions& t) {
    const auto res = t.session.get("http://h/");
    t.assert_equal(res.status_code(), 500);
  };
  BOOST_TEST(host.run("Sessions.test") == LOADS_FAIL);
  BOOST_TEST(host.open_responses == 0u);
}

BOOST_AUTO_TEST_CASE(a_request_without_an_answer_throws_with_the_reason_of_the_host) {
  host.reply({.result = LOADS_E_TIMEOUT, .error = "no answer within 5 s"});
  host.reply({.result = LOADS_E_NETWORK, .error = "connection refused"});
  in_test([](Sessions& t) {
    const unsigned line = __LINE__ + 2;
    try {
      t.session.get("http://h/");
      t.fail("no exception");
    } catch (const loads::HttpError& error) {
      t.assert_true(error.timed_out());
      t.assert_equal(std::string(error.what()), "no answer within 5 s");
      t.assert_equal(error.where().line(), line);
    }
    t.assert_raises<loads::HttpError>([&] { t.session.post("http://h/", {{"a", "b"}}); });
  });
}

BOOST_AUTO_TEST_CASE(a_time_limit_that_is_over_has_passed) {
  in_test([](Sessions& t) {
    constexpr std::chrono::seconds over(-1);
    t.assert_raises<loads::HttpError>([&] { t.session.get("http://h/", {.timeout = over}); });
    t.session.set_timeout(over);
    t.assert_raises<loads::HttpError>([&] { t.session.get("http://h/"); });
  });
  BOOST_TEST(host.requests.size() == 2u);
  for (const auto& request : host.requests)
    BOOST_TEST(request.timeout.count() == 1);
}

BOOST_AUTO_TEST_CASE(an_uncaught_transport_error_is_an_error_with_place) {
  host.reply({.result = LOADS_E_NETWORK, .error = "connection refused"});
  unsigned line = 0;
  Sessions::body = [&](Sessions& t) { line = __LINE__, t.session.get("http://h/"); };
  BOOST_TEST(host.run("Sessions.test") == LOADS_ERROR);
  BOOST_REQUIRE_EQUAL(host.failures.size(), 1u);
  BOOST_TEST(host.failures[0].message == "loads::HttpError: connection refused");
  BOOST_TEST(host.failures[0].file == __FILE__);
  BOOST_TEST(host.failures[0].line == line);
}

BOOST_AUTO_TEST_CASE(raise_for_status_throws_from_400_on) {
  host.handler = [](const auto& request) {
    return loads::testing::Reply{.status = request.url.ends_with("4") ? 404u : 399u, .reason = "Not Found"};
  };
  in_test([](Sessions& t) {
    t.assert_equal(t.session.get("http://h/3").raise_for_status().status_code(), 399);
    const auto res = t.session.get("http://h/4");
    t.assert_false(res.ok());
    try {
      res.raise_for_status();
      t.fail("no exception");
    } catch (const loads::HttpError& error) {
      t.assert_equal(std::string(error.what()), "404 Not Found for http://h/4");
      t.assert_false(error.timed_out());
    }
  });
}

BOOST_AUTO_TEST_CASE(relative_urls_go_to_the_server_of_the_class) {
  host.run("WithServer.test_relative");
  BOOST_TEST(host.requests.back().url == "http://own/base/path");
}

BOOST_AUTO_TEST_CASE(server_url_of_the_command_line_wins_over_that_of_the_class) {
  host.server_url = "http://given:9000";
  host.run("WithServer.test_relative");
  BOOST_TEST(host.requests.back().url == "http://given:9000/path");
  in_test([](Sessions& t) {
    t.server_url = "http://own";
    t.assert_equal(t.server_url + "/x", "http://given:9000/x");
    t.assert_equal(t.server_url.str(), "http://given:9000");
    const std::string text = t.server_url;
    t.assert_equal(text, t.server_url);
  });
}

BOOST_AUTO_TEST_CASE(relative_urls_without_a_server_say_what_to_do) {
  in_test([](Sessions& t) {
    t.assert_true(t.server_url.empty());
    try {
      t.session.get("/x");
      t.fail("no exception");
    } catch (const std::invalid_argument& error) {
      t.assert_in("--server-url", error.what());
      t.assert_in("\"/x\"", error.what());
    }
  });
  BOOST_TEST(host.requests.empty());
}

BOOST_AUTO_TEST_CASE(cookies_are_those_of_the_user) {
  host.reply({.headers = {{"Set-Cookie", "id=7; Path=/"}}});
  in_test([](Sessions& t) {
    t.session.get("http://h/");
    t.assert_equal(t.session.cookies.get("http://h/", "id"), "7");
    t.session.cookies.set("http://h/", "theme", "dark");
    t.assert_true(t.session.cookies.has("http://h/", "theme"));
    t.assert_equal(t.session.cookies.get("http://h/", "none"), "");
    t.session.cookies.clear();
    t.assert_false(t.session.cookies.has("http://h/", "theme"));
    t.assert_raises<std::invalid_argument>([&] { t.session.cookies.set("", "a", "b"); });
    t.session.close();
  });
  BOOST_TEST(host.closed_connections == 1u);
}

BOOST_AUTO_TEST_CASE(a_host_without_http_is_named_as_such) {
  host.without_http = true;
  host.restart();
  Sessions::body = [](Sessions& t) { t.session.get("http://h/"); };
  BOOST_TEST(host.run("Sessions.test") == LOADS_ERROR);
  BOOST_TEST(host.failures.at(0).message == "loads::HttpError: this program has no HTTP client");
}

BOOST_AUTO_TEST_SUITE_END()
