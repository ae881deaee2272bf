// SPDX-License-Identifier: Apache-2.0
#include <loads/form.hpp>
#include <loads/loads.hpp>
#include <loads/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>

namespace {

class Apps : public loads::TestCase {
public:
  static inline std::function<void(Apps&)> body;

private:
  void test() { body(*this); }
};
LOADS_SUITE(Apps, test);

class OwnUrl : public loads::TestCase {
  static constexpr auto server_url = "http://constant/";
  void test() { app.get("/x"); }
};
LOADS_SUITE(OwnUrl, test);

class MemberUrl : public loads::TestCase {
  std::string server_url = "http://member";
  void test() { app.get("/x"); }
};
LOADS_SUITE(MemberUrl, test);

class AssignedUrl : public loads::TestCase {
public:
  AssignedUrl() { server_url = "http://assigned"; }

private:
  void test() { app.get("/x"); }
};
LOADS_SUITE(AssignedUrl, test);

struct Fixture {
  Fixture() { host.server_url = "http://h"; }

  // How it went: "" or the message of what was recorded.
  std::string in_test(std::function<void(Apps&)> body) {
    Apps::body = std::move(body);
    host.failures.clear();
    host.requests.clear();
    outcome = host.run("Apps.test");
    return host.failures.empty() ? "" : host.failures[0].message;
  }
  const loads::testing::Request& request(std::size_t number = 0) { return host.requests.at(number); }

  loads::testing::FakeHost host;
  loads_outcome outcome = LOADS_PASS;
};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(app, Fixture)

BOOST_AUTO_TEST_CASE(methods_send_what_they_are_given) {
  const std::string problem = in_test([](Apps& t) {
    t.app.get("/");
    t.app.get("/search", {{"q", "green tea"}, {"page", 2}});
    t.app.post("/login", {{"user", "joe"}});
    t.app.post("/note", "text");
    t.app.post_json("/api", "{}");
    t.app.put("/put", "x");
    t.app.put_json("/put", "[]");
    t.app.patch("/patch", {{"a", "b"}});
    t.app.patch_json("/patch", "1");
    t.app.delete_("/gone");
    t.app.del("/gone");
    t.app.head("/head");
    t.app.options("*");
    t.app.request("PROPFIND", "/dav", {.headers = {{"Depth", 1}}});
  });
  BOOST_TEST(problem == "");
  BOOST_TEST(request(0).method == "GET");
  BOOST_TEST(request(0).url == "http://h/");
  BOOST_TEST(request(1).url == "http://h/search?q=green+tea&page=2");
  BOOST_TEST(request(2).method == "POST");
  BOOST_TEST(request(2).body == "user=joe");
  BOOST_TEST(request(3).body == "text");
  BOOST_TEST(request(4).header("Content-Type") == "application/json");
  BOOST_TEST(request(6).method == "PUT");
  BOOST_TEST(request(7).body == "a=b");
  BOOST_TEST(request(8).method == "PATCH");
  BOOST_TEST(request(9).method == "DELETE");
  BOOST_TEST(request(11).method == "HEAD");
  BOOST_TEST(request(12).url == "http://h/*");
  BOOST_TEST(request(13).method == "PROPFIND");
  BOOST_TEST(request(13).header("Depth") == "1");
  for (const auto& each : host.requests)
    BOOST_TEST((each.flags & LOADS_HTTP_NO_REDIRECTS) != 0u);
}

BOOST_AUTO_TEST_CASE(an_error_status_is_an_error_with_url_status_and_body) {
  host.reply({.status = 503, .body = "out of <tea>\n", .reason = "Service Unavailable"});
  const std::string problem = in_test([](Apps& t) { t.app.get("/x"); });
  BOOST_TEST(outcome == LOADS_ERROR);
  BOOST_TEST(
      problem ==
      "loads::AppError: GET http://h/x answered 503 Service Unavailable: \"out of <tea>\\n\"; expected "
      "status below 400");
  BOOST_TEST(contains(host.failures[0].file, "app_test.cpp"));

  host.reply({.status = 200});
  BOOST_TEST(contains(in_test([](Apps& t) { t.app.get("/x", {.status = 404}); }),
                      "GET http://h/x answered 200 OK without a body; expected status 404"));
}

BOOST_AUTO_TEST_CASE(what_is_expected_is_no_error) {
  const auto status_of = [&](unsigned status, loads::AppOptions options) {
    host.reply({.status = status});
    return in_test([&](Apps& t) { t.app.get("/x", options); }) == "";
  };
  BOOST_TEST(status_of(302, {}));
  BOOST_TEST(status_of(404, {.status = 404}));
  BOOST_TEST(status_of(404, {.status = "4*"}));
  BOOST_TEST(status_of(404, {.status = "4xx"}));
  BOOST_TEST(status_of(404, {.status = {200, 404}}));
  BOOST_TEST(status_of(301, {.status = "200, 3xx"}));
  BOOST_TEST(status_of(500, {.status = "*"}));
  BOOST_TEST(status_of(500, {.expect_errors = true}));
  BOOST_TEST(!status_of(500, {.status = "4xx", .expect_errors = true}));
  BOOST_TEST(!status_of(200, {.status = "4*"}));
  BOOST_TEST(!status_of(404, {.status = "40"}));
  BOOST_TEST(!status_of(200, {.status = {201, 204}}));
  BOOST_TEST(contains(in_test([](Apps& t) { t.app.get("/", {.status = "missing"}); }),
                      "\"missing\" is no status: write 404, \"4xx\""));
}

BOOST_AUTO_TEST_CASE(without_a_server_the_message_says_what_to_do) {
  host.server_url.clear();
  const std::string problem = in_test([](Apps& t) { t.app.get("/x"); });
  BOOST_TEST(outcome == LOADS_ERROR);
  BOOST_TEST(contains(problem, "--server-url"));
  BOOST_TEST(contains(problem, "set server_url in the class"));
  BOOST_TEST(host.requests.empty());
}

BOOST_AUTO_TEST_CASE(the_class_names_the_server_in_any_way_and_the_command_line_wins) {
  for (const auto& [test, url] :
       {std::pair("OwnUrl.test", "http://constant/x"), std::pair("MemberUrl.test", "http://member/x"),
        std::pair("AssignedUrl.test", "http://assigned/x")}) {
    host.server_url.clear();
    BOOST_TEST(host.run(test) == LOADS_PASS);
    BOOST_TEST(host.requests.back().url == url);
    host.server_url = "http://option/";
    BOOST_TEST(host.run(test) == LOADS_PASS);
    BOOST_TEST(host.requests.back().url == "http://option/x");
  }
}

BOOST_AUTO_TEST_CASE(the_server_can_be_changed_during_a_test) {
  const std::string problem = in_test([](Apps& t) {
    t.app.get("/1");
    t.app.server_url = "http://new-server/";
    t.app.get("/2");
    t.app.get("3");
    t.session.get("/4"); // not concerned
    t.assert_equal(t.app.server_url, "http://new-server");
    t.assert_equal(t.app.server_url + "/x", "http://new-server/x");
    t.app.get("http://elsewhere/5");
    t.app.server_url = "";
    t.app.get("/6");
  });
  BOOST_TEST(problem == "");
  const char* urls[] = {"http://h/1", "http://new-server/2", "http://new-server/3",
                        "http://h/4", "http://elsewhere/5",  "http://h/6"};
  for (std::size_t i = 0; i < std::size(urls); ++i)
    BOOST_TEST(request(i).url == urls[i]);
}

BOOST_AUTO_TEST_CASE(what_a_page_must_contain_is_a_failure_if_it_does_not) {
  host.handler = [](const auto&) {
    return loads::testing::Reply{.body = "<p>Hello,\n  tarek</p>",
                                 .headers = {{"Content-Type", "text/html"}}};
  };
  BOOST_TEST(in_test([](Apps& t) {
               const auto page = t.app.get("/").must_contain("tarek", "Hello, tarek").must_not_contain("joe");
               page.must_have_status(200).must_have_status("2xx").must_have_header("content-type",
                                                                                   "text/html");
               page.must_have_header("Content-Type");
               t.assert_true(page.contains("Hello,\n"));
               t.assert_in("tarek", t.app.get("/"));
               t.assert_not_in("joe", page);
             }) == "");
  BOOST_TEST(in_test([](Apps& t) { t.app.get("/").must_contain("tarek", "joe"); }) ==
             "no \"joe\" in the body: GET http://h/ answered 200 OK: \"<p>Hello,\\n  tarek</p>\"");
  BOOST_TEST(outcome == LOADS_FAIL);
  BOOST_TEST(host.failures[0].line > 0u);
  BOOST_TEST(contains(host.failures[0].file, "app_test.cpp"));
  BOOST_TEST(contains(in_test([](Apps& t) { t.app.get("/").must_not_contain("tarek"); }),
                      "unexpectedly \"tarek\" in"));
  BOOST_TEST(contains(in_test([](Apps& t) { t.app.get("/").must_have_status(201); }), "expected status 201"));
  BOOST_TEST(in_test([](Apps& t) { t.app.get("/").must_have_header("X-A", "1"); }) ==
             "GET http://h/ answered 200 OK without X-A; expected \"1\"");
  BOOST_TEST(in_test([](Apps& t) { t.app.get("/").must_have_header("Content-Type", "x/y"); }) ==
             "GET http://h/ answered 200 OK with Content-Type: \"text/html\"; expected \"x/y\"");
  BOOST_TEST(contains(in_test([](Apps& t) { t.assert_in("joe", t.app.get("/")); }),
                      "not found in GET http://h/ answered"));
}

BOOST_AUTO_TEST_CASE(redirects_are_followed_when_told_to) {
  const auto to = [](std::string place) {
    return loads::testing::Reply{.status = 302, .headers = {{"Location", std::move(place)}}};
  };
  host.reply(to("/b?x=1")).reply({.body = "there"});
  BOOST_TEST(in_test([](Apps& t) { t.app.get("/a").follow().must_contain("there"); }) == "");
  BOOST_TEST(request(1).url == "http://h/b?x=1");

  host.reply(to("c")).reply(to("http://other/d")).reply({.body = "there"}).reply({});
  BOOST_TEST(in_test([](Apps& t) {
               t.app.post("/dir/a").maybe_follow().must_contain("there");
               t.app.get("/plain").maybe_follow();
             }) == "");
  BOOST_TEST(request(1).url == "http://h/dir/c");
  BOOST_TEST(request(1).method == "GET");
  BOOST_TEST(request(2).url == "http://other/d");

  BOOST_TEST(in_test([](Apps& t) { t.app.get("/a").follow(); }) ==
             "loads::PageError: GET http://h/a answered 200 OK, which is no redirect to follow");
  host.handler = [&](const auto&) { return to("/again"); };
  BOOST_TEST(contains(in_test([](Apps& t) { t.app.get("/a").maybe_follow(); }), "after 30 redirects"));
}

BOOST_AUTO_TEST_CASE(links_are_clicked_by_their_text) {
  const std::string page =
      "<a href=/one>One</a><a href='two?x=1&amp;y=2'>Num<b>ber</b>\n two</a><a href=/far>Number "
      "twenty</a><a name=x>One</a><!-- <a href=/no>Nine</a> --><a href=/pic><img alt='A picture'></a>"
      "<script>'<a href=/no>Nine</a>'</script>";
  host.reply({.body = page}).reply({}).reply({}).reply({}).reply({});
  BOOST_TEST(in_test([](Apps& t) {
               const auto links = t.app.get("/dir/links");
               links.click("One");
               links.click("Number two");
               links.click("twenty");
               links.click("picture");
             }) == "");
  BOOST_TEST(request(1).url == "http://h/one");
  BOOST_TEST(request(2).url == "http://h/dir/two?x=1&y=2");
  BOOST_TEST(request(3).url == "http://h/far");
  BOOST_TEST(request(4).url == "http://h/pic");
  host.reply({.body = page});
  BOOST_TEST(in_test([](Apps& t) { t.app.get("/").click("Nine"); }) ==
             "loads::PageError: GET http://h/ answered 200 OK without a link \"Nine\"; its links are "
             "\"One\", \"Number "
             "two\", \"Number twenty\", \"A picture\"");
  host.reply({.body = page});
  BOOST_TEST(
      contains(in_test([](Apps& t) { t.app.get("/").click("Number"); }), "with several links \"Number\""));
}

BOOST_AUTO_TEST_CASE(urls_resolve_as_in_rfc_3986) {
  const std::string base = "http://a/b/c/d;p?q";
  const std::pair<const char*, const char*> cases[] = {{"g:h", "g:h"},
                                                       {"g", "http://a/b/c/g"},
                                                       {"./g", "http://a/b/c/g"},
                                                       {"g/", "http://a/b/c/g/"},
                                                       {"/g", "http://a/g"},
                                                       {"//g", "http://g"},
                                                       {"?y", "http://a/b/c/d;p?y"},
                                                       {"g?y", "http://a/b/c/g?y"},
                                                       {"#s", "http://a/b/c/d;p?q"},
                                                       {"g#s", "http://a/b/c/g"},
                                                       {"", "http://a/b/c/d;p?q"},
                                                       {".", "http://a/b/c/"},
                                                       {"./", "http://a/b/c/"},
                                                       {"..", "http://a/b/"},
                                                       {"../", "http://a/b/"},
                                                       {"../g", "http://a/b/g"},
                                                       {"../..", "http://a/"},
                                                       {"../../g", "http://a/g"},
                                                       {"../../../g", "http://a/g"},
                                                       {"/../g", "http://a/g"},
                                                       {"/./g", "http://a/g"},
                                                       {"g.", "http://a/b/c/g."},
                                                       {"..g", "http://a/b/c/..g"},
                                                       {"./g/.", "http://a/b/c/g/"},
                                                       {"g/../h", "http://a/b/c/h"},
                                                       {"g?y/../x", "http://a/b/c/g?y/../x"},
                                                       {" g ", "http://a/b/c/g"}};
  for (const auto& [reference, result] : cases)
    BOOST_TEST(loads::detail::resolve_url(base, reference) == result, reference);
  BOOST_TEST(loads::detail::resolve_url("http://a", "g") == "http://a/g");
  BOOST_TEST(loads::detail::resolve_url("http://a?x", "?y") == "http://a/?y");
  BOOST_TEST(loads::detail::resolve_url("http+unix://%2Ftmp%2Fs/a/b", "c") == "http+unix://%2Ftmp%2Fs/a/c");
}

BOOST_AUTO_TEST_CASE(cookies_and_headers_are_those_of_the_session) {
  host.reply({.headers = {{"Set-Cookie", "id=7"}}});
  BOOST_TEST(in_test([](Apps& t) {
               t.session.set_header("X-Token", "abc");
               t.session.set_auth("joe", "secret");
               t.app.get("/");
               t.assert_equal(t.session.cookies.get(t.app.server_url, "id"), "7");
             }) == "");
  BOOST_TEST(request().header("X-Token") == "abc");
  BOOST_TEST(request().header("Authorization") == "Basic am9lOnNlY3JldA==");
}

BOOST_AUTO_TEST_SUITE_END()
