// SPDX-License-Identifier: Apache-2.0
// The email observer against aiosmtpd, with STARTTLS and AUTH.
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

const Certificates& certificates() {
  static const Certificates made;
  return made;
}

std::vector<std::string> with_tls(std::vector<std::string> more = {}) {
  std::vector<std::string> options{"--certificate", certificates().file("server.pem"), "--key",
                                   certificates().file("server.key")};
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

SettingMap settings_for(const MailServer& server) {
  return {{"host", "localhost"},
          {"port", server.port},
          {"sender", "loads@example.org"},
          {"recipient", "ops@example.org, dev@example.org"},
          {"ca-file", certificates().file("ca.pem")}};
}

std::string text(const json::object& message, const char* key) {
  return json::value_to<std::string>(message.at(key));
}

} // namespace

BOOST_AUTO_TEST_CASE(two_hundred_hostile_names_are_one_mail_each_without_a_header_more) {
  MailServer server(with_tls({"--login", "loads", "pass word"}));
  ToldObserver email("email");
  SettingMap settings = settings_for(server);
  settings["user"] = "loads";
  settings["password"] = "pass word";
  const std::vector<std::string> expected = {"From",         "To",           "Subject",
                                             "Date",         "Message-ID",   "Auto-Submitted",
                                             "MIME-Version", "Content-Type", "Content-Transfer-Encoding"};
  for (const std::string& name : hostile_names()) {
    BOOST_TEST((email.tell(settings, name, name) == Delivery::done), email.log());
    const auto messages = server.take();
    BOOST_REQUIRE(messages.size() == 1u);
    BOOST_TEST(text(messages[0], "sender") == "loads@example.org");
    BOOST_TEST(json::serialize(messages[0].at("recipients")) == R"(["ops@example.org","dev@example.org"])");
    BOOST_TEST(messages[0].at("tls").as_bool());
    BOOST_TEST(text(messages[0], "user") == "loads");
    const std::string content = text(messages[0], "content");
    const std::size_t end = content.find("\r\n\r\n");
    BOOST_REQUIRE(end != std::string::npos);
    std::vector<std::string> headers;
    std::istringstream head(content.substr(0, end + 2));
    for (std::string line; std::getline(head, line);) {
      BOOST_TEST(line.size() <= 79u, line);
      if (!line.starts_with(' '))
        headers.push_back(line.substr(0, line.find(':')));
    }
    BOOST_TEST(headers == expected, boost::test_tools::per_element());
    BOOST_TEST(content.find("Message-ID: <loads.0123456789abcdef0123456789abcdef@example.org>\r\n") < end);
    for (const unsigned char c : content)
      BOOST_REQUIRE(((c >= 0x20 && c < 0x7F) || c == '\r' || c == '\n'));
    BOOST_TEST(content.ends_with("The whole report:\r\n  loads-runner --show-run 0123456789abcdef\r\n"),
               content);
    std::size_t lines = 0;
    for (std::size_t at = content.find("\r\nMissing:"); at != std::string::npos;
         at = content.find("\r\nMissing:", at + 1))
      ++lines;
    BOOST_TEST(lines == 1u);
  }
}

BOOST_AUTO_TEST_CASE(a_mail_reads_well) {
  MailServer server(with_tls({"--login", "loads", "pw", "--only-login"}));
  ToldObserver email("email");
  SettingMap settings = settings_for(server);
  settings["user"] = "loads";
  settings["password"] = "pw";
  settings["subject"] = "Lasttest Köln";
  BOOST_TEST((email.tell(settings) == Delivery::done), email.log());
  const auto messages = server.take();
  BOOST_REQUIRE(messages.size() == 1u);
  const std::string content = text(messages[0], "content");
  BOOST_TEST(
      content.find("Subject: =?UTF-8?B?TGFzdHRlc3QgS8O2bG46IGEuVGVzdC50ZXN0X3ggaW5jb21wbGV0ZQ==?=\r\n") !=
          std::string::npos,
      content);
  BOOST_TEST(content.find("Iterations: 100 iterations, 3 failed\r\nRequests:   100 hits in 1m05s (12.5/s)\r\n"
                          "Latency:    p50 12.0ms, p95 40.0ms, p99 80.0ms\r\n") != std::string::npos,
             content);
}

BOOST_AUTO_TEST_CASE(a_password_is_for_a_trusted_server_only) {
  MailServer server(with_tls({"--login", "loads", "pw"}));
  ToldObserver email("email");
  SettingMap settings = settings_for(server);
  settings["user"] = "loads";
  settings["password"] = "wrong";
  BOOST_TEST((email.tell(settings) == Delivery::refused));
  BOOST_TEST(email.log().find("cannot log in as loads: 535") != std::string::npos, email.log());
  BOOST_TEST(email.log().find("wrong") == std::string::npos);
  settings["ca-file"] = certificates().file("self.pem");
  BOOST_TEST((email.tell(settings) == Delivery::failed));
  BOOST_TEST(email.log().find("its certificate is not trusted") != std::string::npos, email.log());
  settings["tls"] = "none";
  BOOST_TEST((email.tell(settings) == Delivery::refused));
  BOOST_TEST(server.take().empty());
}

BOOST_AUTO_TEST_CASE(without_starttls_nothing_is_sent_unless_that_is_wanted) {
  MailServer server;
  ToldObserver email("email");
  SettingMap settings = settings_for(server);
  BOOST_TEST((email.tell(settings) == Delivery::refused));
  BOOST_TEST(email.log().find("it offers no STARTTLS") != std::string::npos, email.log());
  BOOST_TEST(server.take().empty());
  settings["tls"] = "none";
  BOOST_TEST((email.tell(settings) == Delivery::done), email.log());
  BOOST_TEST(server.take().size() == 1u);
}

BOOST_AUTO_TEST_CASE(tls_from_the_first_byte) {
  MailServer server(with_tls({"--implicit"}));
  ToldObserver email("email");
  SettingMap settings = settings_for(server);
  settings["tls"] = "implicit";
  BOOST_TEST((email.tell(settings) == Delivery::done), email.log());
  BOOST_TEST(server.take().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_recipient_that_is_refused_keeps_no_mail_from_the_others) {
  MailServer server(with_tls({"--refuse", "dev@example.org"}));
  ToldObserver email("email");
  SettingMap settings = settings_for(server);
  BOOST_TEST((email.tell(settings) == Delivery::done), email.log());
  BOOST_TEST(email.log().find("no mail for dev@example.org: 550 no such user here") != std::string::npos,
             email.log());
  const auto messages = server.take();
  BOOST_REQUIRE(messages.size() == 1u);
  BOOST_TEST(json::serialize(messages[0].at("recipients")) == R"(["ops@example.org"])");
  settings["recipient"] = "dev@example.org";
  BOOST_TEST((email.tell(settings) == Delivery::refused));
}

BOOST_AUTO_TEST_CASE(what_a_server_cannot_take_now_may_be_tried_again) {
  MailServer server(with_tls({"--busy"}));
  ToldObserver email("email");
  BOOST_TEST((email.tell(settings_for(server)) == Delivery::failed));
  BOOST_TEST(email.log().find("451 try again later") != std::string::npos, email.log());
  for (const char* recipient : {"nobody", "a@b\r\nRCPT TO:<evil@example.org>", "a@b>", ",", "a b@c"}) {
    SettingMap settings = settings_for(server);
    settings["recipient"] = recipient;
    BOOST_TEST((email.tell(settings) == Delivery::refused), recipient);
  }
}
