// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>
#include <loads/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>

using namespace std::chrono_literals;

namespace {

class Requests : public loads::TestCase {
public:
  static inline std::function<void(loads::Session&)> body;

private:
  void test() { body(session); }
};
LOADS_SUITE(Requests, test);

struct Fixture {
  // The last request of what was done.
  loads::testing::Request sent(std::function<void(loads::Session&)> body) {
    Requests::body = std::move(body);
    BOOST_REQUIRE_EQUAL(host.run("Requests.test"), LOADS_PASS);
    BOOST_REQUIRE(!host.requests.empty());
    return host.requests.back();
  }

  loads::testing::FakeHost host;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(request, Fixture)

BOOST_AUTO_TEST_CASE(each_verb_sends_its_method) {
  sent([](loads::Session& session) {
    session.get("http://h/");
    session.head("http://h/");
    session.post("http://h/");
    session.put("http://h/");
    session.patch("http://h/");
    session.del("http://h/");
    session.delete_("http://h/");
    session.options("http://h/");
    session.request("PURGE", "http://h/");
  });
  std::string methods;
  for (const auto& request : host.requests)
    methods += request.method + " ";
  BOOST_TEST(methods == "GET HEAD POST PUT PATCH DELETE DELETE OPTIONS PURGE ");
}

BOOST_AUTO_TEST_CASE(a_plain_request_asks_for_nothing_special) {
  const auto request = sent([](loads::Session& session) { session.get("http://h/x?y#z"); });
  BOOST_TEST(request.url == "http://h/x?y#z");
  BOOST_TEST(request.flags == 0u);
  BOOST_TEST(request.headers.empty());
  BOOST_TEST(request.label.empty());
  BOOST_TEST(request.timeout.count() == 0);
}

BOOST_AUTO_TEST_CASE(options_reach_the_host) {
  const auto request = sent([](loads::Session& session) {
    session.get("http://h/", {.name = "front page",
                              .params = {{"q", "tea time"}, {"page", 2}},
                              .headers = {{"X-Token", std::string("abc")}},
                              .auth = {"joe", "secret"},
                              .timeout = 5s,
                              .connect_timeout = 1s,
                              .first_byte_timeout = 200ms,
                              .follow_redirects = false,
                              .max_redirects = 3,
                              .insecure = true,
                              .chunked = true,
                              .decode = false,
                              .cookies = false,
                              .new_connection = true});
  });
  BOOST_TEST(request.label == "front page");
  BOOST_TEST(request.url == "http://h/?q=tea+time&page=2");
  BOOST_TEST(request.header("X-Token") == "abc");
  BOOST_TEST(request.header("Authorization") == "Basic am9lOnNlY3JldA==");
  BOOST_TEST((request.timeout == 5s && request.connect_timeout == 1s && request.first_byte_timeout == 200ms));
  BOOST_TEST(request.max_redirects == 3u);
  BOOST_TEST(request.flags == (LOADS_HTTP_NO_REDIRECTS | LOADS_HTTP_NO_COOKIES | LOADS_HTTP_NO_DECODING |
                               LOADS_HTTP_CHUNKED | LOADS_HTTP_INSECURE | LOADS_HTTP_NEW_CONNECTION));
}

BOOST_AUTO_TEST_CASE(zero_redirects_means_none) {
  const auto request = sent([](loads::Session& session) { session.get("http://h/", {.max_redirects = 0}); });
  BOOST_TEST(request.flags == LOADS_HTTP_NO_REDIRECTS);
}

BOOST_AUTO_TEST_CASE(braces_of_pairs_are_a_form) {
  const auto request = sent([](loads::Session& session) {
    session.post("http://h/", {{"user", "joe"}, {"pin", 1234}});
  });
  BOOST_TEST(request.body == "user=joe&pin=1234");
  BOOST_TEST(request.header("Content-Type") == "application/x-www-form-urlencoded");
  BOOST_TEST(sent([](loads::Session& session) {
               session.post("http://h/", {{"user", "joe"}});
             }).body == "user=joe");
  BOOST_TEST(sent([](loads::Session& session) { session.put("http://h/", {{"a", "b"}}); }).body == "a=b");
  BOOST_TEST(sent([](loads::Session& session) { session.patch("http://h/", {{"a", "b"}}); }).body == "a=b");
}

BOOST_AUTO_TEST_CASE(a_text_is_the_body_as_it_is) {
  auto request = sent([](loads::Session& session) { session.post("http://h/", "plain"); });
  BOOST_TEST(request.body == "plain");
  BOOST_TEST(request.headers.empty());
  request = sent([](loads::Session& session) {
    session.put("http://h/", std::string(100, 'x'), {.headers = {{"Content-Type", "text/plain"}}});
  });
  BOOST_TEST(request.body == std::string(100, 'x'));
  BOOST_TEST(request.header("content-type") == "text/plain");
}

BOOST_AUTO_TEST_CASE(a_form_may_have_options_too) {
  const auto request = sent([](loads::Session& session) {
    session.post("http://h/", {{"user", "joe"}}, {.name = "login", .timeout = 1s});
  });
  BOOST_TEST(request.body == "user=joe");
  BOOST_TEST(request.label == "login");
}

BOOST_AUTO_TEST_CASE(json_is_text_with_its_type) {
  auto request = sent([](loads::Session& session) { session.post("http://h/", {.json = R"({"a":1})"}); });
  BOOST_TEST(request.body == R"({"a":1})");
  BOOST_TEST(request.header("Content-Type") == "application/json");
  request = sent([](loads::Session& session) {
    session.post("http://h/", {.headers = {{"content-type", "application/merge-patch+json"}}, .json = "{}"});
  });
  BOOST_TEST(request.headers.size() == 1u);
  BOOST_TEST(request.header("Content-Type") == "application/merge-patch+json");
}

BOOST_AUTO_TEST_CASE(multipart_uploads_fields_and_files) {
  const auto request = sent([](loads::Session& session) {
    session.post(
        "http://h/",
        {.multipart = {
             {"title", "photo"},
             {.name = "file", .content = "bytes", .filename = "a.png", .content_type = "image/png"}}});
  });
  const std::string type = request.header("Content-Type");
  BOOST_TEST(type.starts_with("multipart/form-data; boundary="));
  const std::string boundary = type.substr(type.find('=') + 1);
  BOOST_TEST(request.body.starts_with("--" + boundary + "\r\n"));
  BOOST_TEST(request.body.ends_with("--" + boundary + "--\r\n"));
  BOOST_TEST(request.body.find("filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\nbytes\r\n") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(two_kinds_of_body_are_refused) {
  sent([](loads::Session& session) {
    BOOST_CHECK_THROW(session.post("http://h/", {.body = "a", .json = "b"}), std::invalid_argument);
    session.get("http://h/");
  });
  BOOST_TEST(host.requests.size() == 1u);
}

BOOST_AUTO_TEST_CASE(text_arguments_own_what_is_temporary) {
  loads::RequestOptions options;
  options.headers.push_back({"X", std::string(100, 'a') + "b"});
  options.params = {{"flag", true}, {"ratio", 0.5}, {"big", 1ull << 40}};
  const loads::RequestOptions copy = options;
  const auto request = sent([&](loads::Session& session) { session.get("http://h/", copy); });
  BOOST_TEST(request.header("X") == std::string(100, 'a') + "b");
  BOOST_TEST(request.url == "http://h/?flag=true&ratio=0.500000&big=1099511627776");
}

BOOST_AUTO_TEST_CASE(session_defaults_go_with_each_request_unless_it_has_its_own) {
  sent([](loads::Session& session) {
    session.set_header("X-Token", "old");
    session.set_header("x-token", "token");
    session.set_header("Accept", "text/html");
    session.set_auth("joe", "secret");
    session.set_timeout(3s);
    session.set_insecure();
    session.get("http://h/");
    session.get("http://h/", {.headers = {{"accept", "*/*"}}, .auth = {"ann", "x"}, .timeout = 1s});
    session.remove_header("Accept");
    session.get("http://h/");
  });
  const auto& plain = host.requests[0];
  BOOST_TEST(plain.headers.size() == 3u);
  BOOST_TEST(plain.header("X-Token") == "token");
  BOOST_TEST(plain.header("Authorization") == "Basic am9lOnNlY3JldA==");
  BOOST_TEST((plain.timeout == 3s));
  BOOST_TEST(plain.flags == LOADS_HTTP_INSECURE);
  const auto& own = host.requests[1];
  BOOST_TEST(own.headers.size() == 3u);
  BOOST_TEST(own.header("Accept") == "*/*");
  BOOST_TEST(own.header("Authorization") == "Basic YW5uOng=");
  BOOST_TEST((own.timeout == 1s));
  BOOST_TEST(host.requests[2].header("Accept") == "");
}

BOOST_AUTO_TEST_SUITE_END()
