// SPDX-License-Identifier: Apache-2.0
#include "core/net/cookie_jar.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using net::CookieJar;

BOOST_AUTO_TEST_SUITE(cookie_jar)

namespace {

constexpr std::int64_t today = 1'700'000'000;
const base::TimePoint start{std::chrono::hours(1)};

struct Jar {
  CookieJar jar;
  base::TimePoint now = start;

  bool set(std::string_view url_text, std::string_view line) {
    net::Url url;
    BOOST_TEST(url.assign(url_text) == "");
    return jar.set(url, line, now, today);
  }
  std::string sent_to(std::string_view url_text) const {
    net::Url url;
    BOOST_TEST(url.assign(url_text) == "");
    std::string out;
    jar.append_header(out, url, now);
    return out;
  }
};

std::int64_t date(std::string_view text) {
  std::int64_t seconds = -1;
  return net::parse_cookie_date(text, seconds) ? seconds : -1;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_cookie_goes_back_to_the_host_it_came_from_and_no_other) {
  Jar jar;
  BOOST_TEST(jar.set("http://www.example.org/", "a=1"));
  BOOST_TEST(jar.sent_to("http://www.example.org/x/y") == "a=1");
  BOOST_TEST(jar.sent_to("http://www.example.org:8080/") == "a=1");
  BOOST_TEST(jar.sent_to("http://example.org/") == "");
  BOOST_TEST(jar.sent_to("http://sub.www.example.org/") == "");
}

BOOST_AUTO_TEST_CASE(a_domain_widens_it_to_subdomains) {
  Jar jar;
  BOOST_TEST(jar.set("http://www.example.org/", "a=1; Domain=.Example.org"));
  BOOST_TEST(jar.sent_to("http://example.org/") == "a=1");
  BOOST_TEST(jar.sent_to("http://x.y.example.org/") == "a=1");
  BOOST_TEST(jar.sent_to("http://badexample.org/") == "");
  BOOST_TEST(!jar.set("http://www.example.org/", "b=1; Domain=other.org"));
  BOOST_TEST(!jar.set("http://www.example.org/", "b=1; Domain=sub.www.example.org"));
  BOOST_TEST(!jar.set("http://www.example.org/", "b=1; Domain=org"));
  BOOST_TEST(!jar.set("http://127.0.0.1/", "b=1; Domain=0.0.1"));
  BOOST_TEST(jar.set("http://127.0.0.1/", "b=1; Domain=127.0.0.1"));
  BOOST_TEST(jar.sent_to("http://127.0.0.1/") == "b=1");
  BOOST_TEST(jar.set("http://localhost/", "c=1; Domain=localhost"));
  BOOST_TEST(jar.sent_to("http://localhost/") == "c=1");
}

BOOST_AUTO_TEST_CASE(a_path_narrows_it) {
  Jar jar;
  BOOST_TEST(jar.set("http://a.b/docs/page", "default=1"));
  BOOST_TEST(jar.set("http://a.b/", "p=1; Path=/docs/"));
  BOOST_TEST(jar.set("http://a.b/", "root=1; Path=nonsense"));
  BOOST_TEST(jar.sent_to("http://a.b/docs") == "default=1; root=1");
  BOOST_TEST(jar.sent_to("http://a.b/docs/x") == "p=1; default=1; root=1");
  BOOST_TEST(jar.sent_to("http://a.b/docsx") == "root=1");
}

BOOST_AUTO_TEST_CASE(secure_cookies_need_https) {
  Jar jar;
  BOOST_TEST(!jar.set("http://a.b/", "s=1; Secure"));
  BOOST_TEST(jar.set("https://a.b/", "s=1; secure; HttpOnly; SameSite=Lax"));
  BOOST_TEST(jar.sent_to("http://a.b/") == "");
  BOOST_TEST(jar.sent_to("https://a.b/") == "s=1");
  BOOST_TEST(!jar.set("http://a.b/", "s=2"));
}

BOOST_AUTO_TEST_CASE(cookies_expire) {
  Jar jar;
  BOOST_TEST(jar.set("http://a.b/", "age=1; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT"));
  BOOST_TEST(jar.set("http://a.b/", "date=1; Expires=Tue, 14 Nov 2023 22:13:30 GMT")); // 10 s after `today`
  BOOST_TEST(jar.set("http://a.b/", "far=1; Max-Age=99999999999999999999"));
  BOOST_TEST(jar.set("http://a.b/", "odd=1; Max-Age=soon; Expires=never"));
  BOOST_TEST(jar.sent_to("http://a.b/") == "age=1; date=1; far=1; odd=1");
  jar.now += std::chrono::seconds(10);
  BOOST_TEST(jar.sent_to("http://a.b/") == "far=1; odd=1");
  BOOST_TEST(jar.set("http://a.b/", "far=; Max-Age=0"));
  BOOST_TEST(jar.set("http://a.b/", "odd=; Max-Age=-5"));
  BOOST_TEST(jar.sent_to("http://a.b/") == "");
}

BOOST_AUTO_TEST_CASE(a_second_value_replaces_the_first) {
  Jar jar;
  jar.set("http://a.b/", "x=1");
  jar.set("http://a.b/", "y=1");
  jar.set("http://a.b/", "x=2");
  BOOST_TEST(jar.sent_to("http://a.b/") == "x=2; y=1");
  net::Url url;
  BOOST_TEST(url.assign("http://a.b/") == "");
  BOOST_TEST(jar.jar.find(url, "x", jar.now) == "2");
  BOOST_TEST(jar.jar.find(url, "z", jar.now).data() == nullptr);
}

BOOST_AUTO_TEST_CASE(nonsense_is_refused) {
  Jar jar;
  for (const std::string line : {"", "novalue", "=x", ";a=b", "a=b\r\nX: y", "a=\x01"})
    BOOST_TEST(!jar.set("http://a.b/", line), line);
  BOOST_TEST(!jar.set("http://a.b/", "a=" + std::string(9000, 'x')));
  BOOST_TEST(jar.set("http://a.b/", " a = b c = \"d\" "));
  BOOST_TEST(jar.sent_to("http://a.b/") == "a=b c = \"d\"");
  for (int i = 0; i < 2000; ++i)
    jar.set("http://a.b/", "n" + std::to_string(i) + "=1");
  BOOST_TEST(jar.jar.size() == 512u);
}

BOOST_AUTO_TEST_CASE(dates_are_read_in_all_their_forms) {
  BOOST_TEST(date("Sun, 06 Nov 1994 08:49:37 GMT") == 784111777);
  BOOST_TEST(date("Sunday, 06-Nov-94 08:49:37 GMT") == 784111777);
  BOOST_TEST(date("Sun Nov  6 08:49:37 1994") == 784111777);
  BOOST_TEST(date("6 november 1994 8:49:37") == 784111777);
  BOOST_TEST(date("01 Jan 69 00:00:00") == 3124224000);
  BOOST_TEST(date("") == -1);
  BOOST_TEST(date("31 Feb 2020 00:00:00") == -1);
  BOOST_TEST(date("1 Jan 2020 24:00:00") == -1);
  BOOST_TEST(date("1 Jan 2020") == -1);
  BOOST_TEST(date("1 Jan 99999 00:00:00") == -1);
}

BOOST_AUTO_TEST_SUITE_END()
