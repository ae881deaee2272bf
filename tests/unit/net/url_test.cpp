// SPDX-License-Identifier: Apache-2.0
#include "core/net/url.hpp"

#include <boost/test/unit_test.hpp>

using loads::net::Scheme;
using loads::net::Url;

BOOST_AUTO_TEST_SUITE(url)

namespace {

Url parsed(std::string_view text) {
  Url url;
  BOOST_TEST(url.assign(text) == "");
  return url;
}

std::string problem(std::string_view text) {
  Url url;
  const std::string out = url.assign(text);
  BOOST_TEST(url.empty());
  return out;
}

std::string resolved(std::string_view base, std::string_view reference) {
  Url out;
  const std::string trouble = out.resolve(parsed(base), reference);
  return trouble.empty() ? std::string(out.text()) : trouble;
}

} // namespace

BOOST_AUTO_TEST_CASE(its_parts_are_found) {
  const Url url = parsed("HTTPS://user:p%40ss@Example.ORG:8443/a/b?c=d&e#frag");
  BOOST_TEST(url.text() == "https://example.org:8443/a/b?c=d&e");
  BOOST_TEST(url.secure());
  BOOST_TEST(url.origin() == "https://example.org:8443");
  BOOST_TEST(url.authority() == "example.org:8443");
  BOOST_TEST(url.host() == "example.org");
  BOOST_TEST(url.port() == 8443);
  BOOST_TEST(url.path() == "/a/b");
  BOOST_TEST(url.target() == "/a/b?c=d&e");
  BOOST_TEST(url.label() == "https://example.org:8443/a/b");
  BOOST_TEST(url.user_info() == "user:p%40ss");
}

BOOST_AUTO_TEST_CASE(defaults_are_filled_in_and_not_written_out) {
  BOOST_TEST(parsed("http://a").text() == "http://a/");
  BOOST_TEST(parsed("http://a").port() == 80);
  BOOST_TEST(parsed("https://a").port() == 443);
  BOOST_TEST(parsed("http://a:80/").authority() == "a");
  BOOST_TEST(parsed("https://a:443/").text() == "https://a/");
  BOOST_TEST(parsed("http://a:443/").authority() == "a:443");
  BOOST_TEST(parsed("http://a:/x").text() == "http://a/x");
  BOOST_TEST(parsed("http://a?q").target() == "/?q");
  BOOST_TEST(parsed("http://a#f").text() == "http://a/");
  BOOST_TEST(parsed("http://a/?").text() == "http://a/?");
  BOOST_TEST(parsed("http://a/x?y#f?z").text() == "http://a/x?y");
}

BOOST_AUTO_TEST_CASE(ipv6_addresses_stand_in_brackets) {
  const Url url = parsed("http://[::1]:8080/x");
  BOOST_TEST(url.host() == "::1");
  BOOST_TEST(url.host_is_ipv6());
  BOOST_TEST(url.authority() == "[::1]:8080");
  BOOST_TEST(url.port() == 8080);
  BOOST_TEST(parsed("http://[FE80::A]").text() == "http://[fe80::a]/");
  BOOST_TEST(!parsed("http://a/").host_is_ipv6());
  BOOST_TEST(problem("http://[::1") != "");
  BOOST_TEST(problem("http://[::1]x/") != "");
  // A header Host in two lines, if the address ended where a C string does.
  BOOST_TEST(problem(std::string_view("http://[::1\0\r\nX: y]/", 20)) != "");
  BOOST_TEST(problem("http://[::z]/") != "");
  BOOST_TEST(problem("http://[]/") != "");
  BOOST_TEST(problem("http://[127.0.0.1]/") != "");
}

BOOST_AUTO_TEST_CASE(unix_sockets_stand_where_the_host_does) {
  const Url url = parsed("http+unix://%2Frun%2Fapp.sock/v1?x=1");
  BOOST_TEST((url.scheme() == Scheme::unix_socket));
  BOOST_TEST(url.socket_path() == "/run/app.sock");
  BOOST_TEST(url.target() == "/v1?x=1");
  BOOST_TEST(url.authority() == "localhost");
  BOOST_TEST(url.origin() == "http+unix://%2Frun%2Fapp.sock");
  BOOST_TEST(problem("http+unix:///v1") != "");
  BOOST_TEST(problem("http+unix://" + std::string(108, 'a') + "/") != "");
  BOOST_TEST(problem("http+unix://a%00b/") != "");
}

BOOST_AUTO_TEST_CASE(what_may_not_stand_in_a_request_is_encoded) {
  BOOST_TEST(parsed("http://a/x y?q=\"\xc3\xa4\"").target() == "/x%20y?q=%22%C3%A4%22");
  BOOST_TEST(parsed("http://a/{b}|\\^`<>").target() == "/%7Bb%7D%7C%5C%5E%60%3C%3E");
  BOOST_TEST(parsed("http://a/%41%zz%").target() == "/%41%zz%");
  BOOST_TEST(parsed("http://a/!$&'()*+,;=:@-._~[]").target() == "/!$&'()*+,;=:@-._~[]");
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_refused_with_a_reason) {
  for (const std::string text : {"",
                                 "a",
                                 "/path",
                                 "localhost:8080",
                                 "ftp://a/",
                                 "http:/a",
                                 "http://",
                                 "http:///x",
                                 "http://:80/",
                                 "http://a:0/",
                                 "http://a:65536/",
                                 "http://a:8x/",
                                 "http://a:-1/",
                                 "http://a b/",
                                 "http://a/\r\nX: y",
                                 "http://a/\x01",
                                 "http://a\x7f/",
                                 "http://a%41/",
                                 "http://us er@a/",
                                 "http://u\r\n@a/",
                                 "http://a,b/",
                                 " http://a/",
                                 "http://a/\x7f",
                                 "http://\xc3\xa4.de/"})
    BOOST_TEST(problem(text).starts_with("the URL \""), text);
  BOOST_TEST(problem("http://a/x\r\ny").find('\n') == std::string::npos);
  BOOST_TEST(problem("http://\xc3\xa4.de/").find("punycode") != std::string::npos);
  BOOST_TEST(problem("http://a/" + std::string(70000, 'x')).find("64 KiB") != std::string::npos);
  BOOST_TEST(problem("http://" + std::string(254, 'x')).find("253") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(one_object_takes_one_url_after_the_other) {
  Url url;
  BOOST_TEST(url.assign("https://u@[::1]:1/abc?d") == "");
  BOOST_TEST(url.assign("nonsense") != "");
  BOOST_TEST(url.text() == "");
  BOOST_TEST(url.assign("http://a") == "");
  BOOST_TEST(url.user_info() == "");
  BOOST_TEST(url.target() == "/");
  BOOST_TEST(!url.host_is_ipv6());
}

// The examples of RFC 3986, 5.4, without the schemes we do not speak.
BOOST_AUTO_TEST_CASE(references_are_resolved_as_the_rfc_says) {
  const std::pair<const char*, const char*> examples[] = {{"g", "/b/c/g"},
                                                          {"./g", "/b/c/g"},
                                                          {"g/", "/b/c/g/"},
                                                          {"/g", "/g"},
                                                          {"?y", "/b/c/d;p?y"},
                                                          {"g?y", "/b/c/g?y"},
                                                          {"#s", "/b/c/d;p?q"},
                                                          {"g#s", "/b/c/g"},
                                                          {"g?y#s", "/b/c/g?y"},
                                                          {";x", "/b/c/;x"},
                                                          {"g;x", "/b/c/g;x"},
                                                          {"", "/b/c/d;p?q"},
                                                          {".", "/b/c/"},
                                                          {"./", "/b/c/"},
                                                          {"..", "/b/"},
                                                          {"../", "/b/"},
                                                          {"../g", "/b/g"},
                                                          {"../..", "/"},
                                                          {"../../", "/"},
                                                          {"../../g", "/g"},
                                                          {"../../../g", "/g"},
                                                          {"/./g", "/g"},
                                                          {"/../g", "/g"},
                                                          {"g.", "/b/c/g."},
                                                          {"..g", "/b/c/..g"},
                                                          {"./../g", "/b/g"},
                                                          {"./g/.", "/b/c/g/"},
                                                          {"g/./h", "/b/c/g/h"},
                                                          {"g/../h", "/b/c/h"},
                                                          {"g;x=1/./y", "/b/c/g;x=1/y"},
                                                          {"g;x=1/../y", "/b/c/y"},
                                                          {"g?y/./x", "/b/c/g?y/./x"},
                                                          {"g?y/../x", "/b/c/g?y/../x"}};
  for (const auto& [reference, expected] : examples)
    BOOST_TEST(resolved("http://a/b/c/d;p?q", reference) == std::string("http://a") + expected, reference);
  BOOST_TEST(resolved("http://a/b", "//g") == "http://g/");
  BOOST_TEST(resolved("https://a/b", "//g:1/x") == "https://g:1/x");
  BOOST_TEST(resolved("http://a:81/b", "c") == "http://a:81/c");
  BOOST_TEST(resolved("http://u:p@a/b", "c") == "http://a/c");
  BOOST_TEST(resolved("http+unix://%2Fs/b", "/c") == "http+unix://%2Fs/c");
  BOOST_TEST(resolved("http://a/b", "https://x/y") == "https://x/y");
  BOOST_TEST(resolved("http://a/b", "mailto:x").starts_with("the URL"));
  BOOST_TEST(resolved("http://a/b?q", "?") == "http://a/b?");
}

BOOST_AUTO_TEST_SUITE_END()
