// SPDX-License-Identifier: Apache-2.0
#include "core/net/http_client.hpp"

#include "tests/unit/net/client_fixture.hpp"

#include <boost/test/unit_test.hpp>
#include <map>

using namespace loads;
using net::Outcome;
using test::LoopbackServer;
using test::Peer;

namespace {

std::string redirect(int status, const std::string& to, const std::string& more = {}) {
  return "HTTP/1.1 " + std::to_string(status) + " Go\r\nContent-Length: 4\r\nLocation: " + to + "\r\n" +
         more + "\r\nbody";
}

// Answers each path as `pages` says and keeps what was asked.
struct Site {
  std::map<std::string, std::string> pages;
  std::vector<std::string> seen;
  LoopbackServer server{[this](Peer& peer, int) {
    for (std::string request; !(request = peer.read_request()).empty();) {
      seen.push_back(request);
      const auto begin = request.find(' ') + 1;
      const auto page = pages.find(request.substr(begin, request.find(' ', begin) - begin));
      peer.send(page == pages.end() ? test::small_answer : page->second);
    }
  }};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(client_redirects, test::ClientFixture)

BOOST_AUTO_TEST_CASE(each_hop_is_followed_and_recorded) {
  Site site;
  site.pages = {{"/a/1", redirect(302, "2?x=y#frag")},
                {"/a/2?x=y", redirect(301, "../b")},
                {"/b", redirect(307, "/end")}};
  BOOST_REQUIRE(get(site.server.url("/a/1")) == Outcome::ok);
  BOOST_TEST(response->status == 200u);
  BOOST_TEST(response->redirects == 3u);
  BOOST_TEST(response->url_text() == site.server.url("/end"));
  BOOST_TEST(response->body_text() == "hello");
  BOOST_REQUIRE(sink.hits.size() == 4u);
  BOOST_TEST(sink.hits[0].hit.status == 302u);
  BOOST_TEST(sink.hits[1].label == site.server.url("/a/2"));
  BOOST_TEST(sink.hits[3].url == site.server.url("/end"));
  BOOST_TEST(site.server.connections() == 1);
  net::HttpRequest request;
  const std::string url = site.server.url("/a/1");
  request.url = url;
  request.label = "mine";
  BOOST_TEST((send(request) == Outcome::ok));
  BOOST_TEST(sink.last().label == "mine");
  request.flags = LOADS_HTTP_NO_REDIRECTS;
  BOOST_TEST((send(request) == Outcome::ok));
  BOOST_TEST(response->status == 302u);
  BOOST_TEST(response->body_text() == "body");
}

BOOST_AUTO_TEST_CASE(the_method_changes_where_browsers_change_it) {
  Site site;
  const std::string_view changed = "GET", kept = "POST";
  for (const auto& [status, expected] :
       {std::pair(301, changed), std::pair(302, changed), std::pair(303, changed), std::pair(307, kept),
        std::pair(308, kept)}) {
    site.pages["/from"] = redirect(status, "/to");
    const loads_header type{net::to_abi("Content-Type"), net::to_abi("text/x")};
    const std::string url = site.server.url("/from");
    net::HttpRequest request;
    request.method = "POST";
    request.url = url;
    request.body = "data";
    request.headers = &type;
    request.header_count = 1;
    BOOST_REQUIRE(send(request) == Outcome::ok);
    const std::string& second = site.seen.back();
    BOOST_TEST(second.starts_with(std::string(expected) + " /to"), second);
    BOOST_TEST(second.ends_with("\r\n\r\ndata") == (expected == kept), second);
    BOOST_TEST((second.find("Content-Type") != second.npos) == (expected == kept), second);
    BOOST_TEST(sink.last().method == expected);
  }
}

BOOST_AUTO_TEST_CASE(secrets_stay_with_their_origin) {
  Site here, there;
  const std::string secret = "Authorization: Basic dTpw";
  here.pages = {{"/in", redirect(302, "/same")}, {"/out", redirect(302, there.server.url("/other"))}};
  const std::string host = "http://u:p@127.0.0.1:" + std::to_string(here.server.port());
  BOOST_TEST((get(host + "/in") == Outcome::ok));
  BOOST_TEST(here.seen.back().find(secret) != std::string::npos);
  BOOST_TEST((get(host + "/out") == Outcome::ok));
  BOOST_TEST(here.seen.back().find(secret) != std::string::npos);
  BOOST_TEST(there.seen.back().find("Authorization") == std::string::npos);
  const loads_header own[] = {{net::to_abi("Authorization"), net::to_abi("Bearer x")},
                              {net::to_abi("Cookie"), net::to_abi("a=b")},
                              {net::to_abi("Host"), net::to_abi("virtual")},
                              {net::to_abi("X"), net::to_abi("y")}};
  const std::string url = here.server.url("/out");
  net::HttpRequest request;
  request.url = url;
  request.headers = own;
  request.header_count = std::size(own);
  BOOST_TEST((send(request) == Outcome::ok));
  BOOST_TEST(here.seen.back().find("Bearer x") != std::string::npos);
  BOOST_TEST(there.seen.back().find("Bearer x") == std::string::npos);
  BOOST_TEST(there.seen.back().find("a=b") == std::string::npos);
  BOOST_TEST(there.seen.back().find("X: y") != std::string::npos);
  BOOST_TEST(there.seen.back().find("Host: 127.0.0.1:" + std::to_string(there.server.port())) !=
             std::string::npos);
  BOOST_TEST(there.seen.back().find("virtual") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(circles_and_bad_addresses_end_in_an_error) {
  Site site;
  site.pages = {{"/circle", redirect(302, "/circle")},
                {"/ftp", redirect(302, "ftp://x/")},
                {"/unix", redirect(302, "http+unix://%2Ftmp%2Fx/")},
                {"/nowhere", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"}};
  const std::string url = site.server.url("/circle");
  net::HttpRequest request;
  request.url = url;
  request.max_redirects = 3;
  BOOST_TEST((send(request) == Outcome::network));
  BOOST_TEST(client.error_text().find("stopped after 3 redirects") != std::string::npos);
  BOOST_TEST(sink.hits.size() == 4u);
  BOOST_TEST((get(site.server.url("/ftp")) == Outcome::network));
  BOOST_TEST(client.error_text().find("redirects, but the URL \"ftp://x/\"") != std::string::npos);
  BOOST_TEST((get(site.server.url("/unix")) == Outcome::network));
  BOOST_TEST((get(site.server.url("/nowhere")) == Outcome::ok));
  BOOST_TEST(response->status == 302u);
}

BOOST_AUTO_TEST_CASE(cookies_are_kept_and_sent) {
  Site site;
  site.pages = {
      {"/login", redirect(302, "/home", "Set-Cookie: id=42; Path=/\r\nSet-Cookie: deep=1; Path=/deep\r\n")}};
  BOOST_TEST((get(site.server.url("/login")) == Outcome::ok));
  BOOST_TEST(site.seen[0].find("Cookie") == std::string::npos);
  BOOST_TEST(site.seen[1].find("\r\nCookie: id=42\r\n") != std::string::npos);
  BOOST_TEST((get(site.server.url("/deep/x")) == Outcome::ok));
  BOOST_TEST(site.seen.back().find("\r\nCookie: deep=1; id=42\r\n") != std::string::npos);
  BOOST_TEST(client.cookie(site.server.url(), "id") == "42");
  BOOST_TEST(client.cookie(site.server.url(), "none").data() == nullptr);
  BOOST_TEST(client.set_cookie(site.server.url(), "own=1"));
  BOOST_TEST(!client.set_cookie(site.server.url(), "own=1; Domain=elsewhere.org"));
  BOOST_TEST(client.error_text() != "");
  BOOST_TEST((get(site.server.url()) == Outcome::ok));
  BOOST_TEST(site.seen.back().find("\r\nCookie: id=42; own=1\r\n") != std::string::npos);
  const std::string url = site.server.url("/login");
  net::HttpRequest request;
  request.url = url;
  request.flags = LOADS_HTTP_NO_COOKIES;
  client.clear_cookies();
  BOOST_TEST((send(request) == Outcome::ok));
  BOOST_TEST(site.seen.back().find("Cookie") == std::string::npos);
  BOOST_TEST(client.cookie(site.server.url(), "id").data() == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
