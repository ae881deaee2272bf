// SPDX-License-Identifier: Apache-2.0
#include <loads/detail/prepare.hpp>

#include <boost/test/unit_test.hpp>

using namespace loads::detail;

namespace {

std::string base64(std::string_view text) {
  std::string out;
  append_base64(out, text);
  return out;
}

std::string with_query(std::string url, const loads::Fields& params) {
  append_query(url, params);
  return url;
}

std::string joined(std::string_view server, std::string_view path) {
  std::string out;
  join_url(out, server, path);
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(encode)

BOOST_AUTO_TEST_CASE(base64_is_that_of_rfc_4648) {
  BOOST_TEST(base64("") == "");
  BOOST_TEST(base64("f") == "Zg==");
  BOOST_TEST(base64("fo") == "Zm8=");
  BOOST_TEST(base64("foo") == "Zm9v");
  BOOST_TEST(base64("foobar") == "Zm9vYmFy");
  BOOST_TEST(base64("\xff\xfe\xfd") == "//79");
}

BOOST_AUTO_TEST_CASE(basic_authorization_is_that_of_rfc_7617) {
  BOOST_TEST(basic_authorization("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

BOOST_AUTO_TEST_CASE(forms_escape_what_is_not_plain) {
  std::string out;
  append_form(out, {{"a b", "c&d=e"}, {"ü", "~._-"}, {"empty", ""}});
  BOOST_TEST(out == "a+b=c%26d%3De&%C3%BC=~._-&empty=");
}

BOOST_AUTO_TEST_CASE(parameters_go_behind_the_query_and_before_the_fragment) {
  BOOST_TEST(with_query("http://h/", {{"a", "1"}}) == "http://h/?a=1");
  BOOST_TEST(with_query("http://h/?x=0", {{"a", "1"}, {"b", "2"}}) == "http://h/?x=0&a=1&b=2");
  BOOST_TEST(with_query("http://h/?", {{"a", "1"}}) == "http://h/?a=1");
  BOOST_TEST(with_query("http://h/?x&", {{"a", "1"}}) == "http://h/?x&a=1");
  BOOST_TEST(with_query("http://h/#top", {{"a", "1"}}) == "http://h/?a=1#top");
}

BOOST_AUTO_TEST_CASE(a_path_follows_the_server_with_one_slash) {
  BOOST_TEST(joined("http://h", "/x") == "http://h/x");
  BOOST_TEST(joined("http://h/", "/x") == "http://h/x");
  BOOST_TEST(joined("http://h/base/", "/x") == "http://h/base/x");
  BOOST_TEST(joined("http://h", "") == "http://h");
}

BOOST_AUTO_TEST_CASE(multipart_has_fields_and_files) {
  std::string out;
  append_multipart(out, {{"field", "value"}, {"up", "data", "a\"b.txt", "text/plain"}, {"raw", "x", "r.bin"}},
                   "B");
  BOOST_TEST(out == "--B\r\nContent-Disposition: form-data; name=\"field\"\r\n\r\nvalue\r\n"
                    "--B\r\nContent-Disposition: form-data; name=\"up\"; filename=\"a%22b.txt\"\r\n"
                    "Content-Type: text/plain\r\n\r\ndata\r\n"
                    "--B\r\nContent-Disposition: form-data; name=\"raw\"; filename=\"r.bin\"\r\n"
                    "Content-Type: application/octet-stream\r\n\r\nx\r\n--B--\r\n");
}

BOOST_AUTO_TEST_CASE(a_boundary_occurs_in_no_part) {
  const std::string first = choose_boundary({{"a", "b"}});
  const std::string other = choose_boundary({{"a", "xx" + first + "yy"}});
  BOOST_TEST(first != other);
}

BOOST_AUTO_TEST_SUITE_END()
