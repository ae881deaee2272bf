// SPDX-License-Identifier: Apache-2.0
// The webhook observer against a web server in Python.
#include "tests/support/hostile_names.hpp"
#include "tests/support/nginx.hpp"
#include "tests/support/recording_server.hpp"
#include "tests/support/told_observer.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

namespace json = boost::json;
using namespace loads::test;
using loads::module::Delivery;
using loads::module::SettingMap;

namespace {

bool is_safe(const json::value& value) {
  if (value.is_string())
    return std::all_of(value.get_string().begin(), value.get_string().end(),
                       [](unsigned char c) { return c >= 0x20 && c != 0x7F; });
  if (value.is_array())
    return std::all_of(value.get_array().begin(), value.get_array().end(), is_safe);
  if (value.is_object())
    return std::all_of(value.get_object().begin(), value.get_object().end(),
                       [](const auto& member) { return is_safe(member.value()); });
  return true;
}

} // namespace

BOOST_AUTO_TEST_CASE(two_hundred_hostile_names_are_one_request_each_with_the_same_keys) {
  HookServer server;
  ToldObserver webhook("webhook");
  const SettingMap settings{{"url", "http://127.0.0.1:" + server.port + "/hook?token=s3cret"},
                            {"header", "Authorization: Bearer abc"}};
  const std::string keys =
      "schema schema_version text outcome sentence command run elapsed_seconds iterations requests "
      "failures validity missing trouble ";
  for (const std::string& name : hostile_names()) {
    BOOST_TEST((webhook.tell(settings, name, name) == Delivery::done), webhook.log());
    BOOST_TEST(webhook.log().find("s3cret") == std::string::npos);
    const auto requests = server.take();
    BOOST_REQUIRE(requests.size() == 1u);
    BOOST_TEST(json::value_to<std::string>(requests[0].at("path")) == "/hook?token=s3cret");
    BOOST_TEST(json::serialize(requests[0].at("headers")).find(R"(["Authorization","Bearer abc"])") !=
               std::string::npos);
    BOOST_TEST(requests[0].at("headers").as_array().size() == 6u);
    std::string latin = json::value_to<std::string>(requests[0].at("body")), body; // bytes as letters
    for (std::size_t i = 0; i < latin.size(); ++i)
      if (const auto c = static_cast<unsigned char>(latin[i]); c >= 0xC2)
        body += static_cast<char>(((c & 3) << 6) | (static_cast<unsigned char>(latin[++i]) & 0x3F));
      else
        body += static_cast<char>(c);
    const json::object document = json::parse(body).as_object();
    std::string found;
    for (const auto& member : document)
      found += std::string(member.key()) + " ";
    BOOST_TEST(found == keys);
    BOOST_TEST(is_safe(document));
    BOOST_TEST(document.at("failures").as_array().size() == 1u);
  }
}

BOOST_AUTO_TEST_CASE(the_status_decides_whether_it_is_tried_again) {
  HookServer server;
  ToldObserver webhook("webhook");
  const std::string url = "http://127.0.0.1:" + server.port;
  const auto tell = [&](const std::string& target) {
    return webhook.tell({{"url", url + target}, {"timeout", "1s"}});
  };
  for (const char* status : {"200", "201", "204"})
    BOOST_TEST((tell(std::string("/status/") + status) == Delivery::done), webhook.log());
  for (const char* status : {"500", "503", "429", "408"})
    BOOST_TEST((tell(std::string("/status/") + status) == Delivery::failed), webhook.log());
  for (const char* status : {"301", "400", "401", "404", "410"})
    BOOST_TEST((tell(std::string("/status/") + status) == Delivery::refused), webhook.log());
  BOOST_TEST(server.take().size() == 12u);
  BOOST_TEST((tell("/silent") == Delivery::failed));
  BOOST_TEST(webhook.log().find("no answer in time") != std::string::npos, webhook.log());
}

BOOST_AUTO_TEST_CASE(https_is_verified) {
  const Certificates certificates;
  HookServer server({certificates.file("server.pem"), certificates.file("server.key")});
  ToldObserver webhook("webhook");
  SettingMap settings{{"url", "https://localhost:" + server.port + "/"},
                      {"ca-file", certificates.file("ca.pem")}};
  BOOST_TEST((webhook.tell(settings) == Delivery::done), webhook.log());
  BOOST_TEST(server.take().size() == 1u);
  settings.erase("ca-file");
  BOOST_TEST((webhook.tell(settings) == Delivery::failed));
  BOOST_TEST(webhook.log().find("its certificate is not trusted") != std::string::npos, webhook.log());
  BOOST_TEST(server.take().empty());
}

BOOST_AUTO_TEST_CASE(a_url_that_is_none_is_not_tried) {
  ToldObserver webhook("webhook");
  for (const char* url : {"ftp://x/", "http:///", "http://a b/", "http://x:0x50/", "http://u:p@x/",
                          "http://[::1/", "http://x/\r\nX-Injected: 1", "http://x:123456/"}) {
    BOOST_TEST((webhook.tell({{"url", url}}) == Delivery::refused), url);
    BOOST_TEST(webhook.log().starts_with("option url: "), webhook.log());
  }
  for (const char* header : {"x", ": x", "A b: x", "A: b\r\nC: d"})
    BOOST_TEST((webhook.tell({{"url", "http://x/"}, {"header", header}}) == Delivery::refused), header);
}
