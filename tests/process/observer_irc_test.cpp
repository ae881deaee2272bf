// SPDX-License-Identifier: Apache-2.0
// The irc observer against ngircd.
#include "tests/support/hostile_names.hpp"
#include "tests/support/irc_server.hpp"
#include "tests/support/told_observer.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads::test;
using loads::module::Delivery;
using loads::module::SettingMap;

namespace {

const Certificates& certificates() {
  static const Certificates made;
  return made;
}

SettingMap plain(const IrcServer& server, const std::string& channel = "#loads") {
  return {
      {"server", "127.0.0.1"}, {"port", std::to_string(server.port)}, {"ssl", "false"}, {"channel", channel}};
}
SettingMap secure(const IrcServer& server) {
  return {{"server", "localhost"},
          {"port", std::to_string(server.tls_port)},
          {"channel", "#loads"},
          {"ca-file", certificates().file("ca.pem")}};
}

bool is_clean(const std::string& line) {
  return std::all_of(line.begin(), line.end() - 1, [](unsigned char c) { return c >= 0x20 && c != 0x7F; }) &&
         line.back() == '\r';
}

} // namespace

BOOST_AUTO_TEST_CASE(two_hundred_hostile_names_are_one_message_each) {
  IrcServer server(certificates());
  BOOST_REQUIRE(server.is_up());
  IrcWitness witness(server.port, "witness", "#loads");
  ToldObserver irc("irc");
  for (const std::string& name : hostile_names()) {
    BOOST_TEST((irc.tell(plain(server), name, name) == Delivery::done), irc.log());
    const std::vector<std::string> lines = witness.take_lines();
    BOOST_TEST(lines.size() == 1u);
    for (const std::string& line : lines) {
      BOOST_TEST(line.starts_with(":loads!"), line);
      BOOST_TEST(line.find(" PRIVMSG #loads :") < 60, line);
      BOOST_TEST(line.size() <= 511u, line); // with its end 512
      BOOST_TEST(is_clean(line), line);
      BOOST_TEST(line.ends_with("See: loads-runner --show-run 0123456789abcdef\r"), line);
    }
  }
}

BOOST_AUTO_TEST_CASE(tls_is_verified) {
  IrcServer server(certificates());
  BOOST_REQUIRE(server.is_up());
  IrcWitness witness(server.port, "witness", "#loads");
  ToldObserver irc("irc");
  BOOST_TEST((irc.tell(secure(server)) == Delivery::done), irc.log());
  const auto lines = witness.take_lines();
  BOOST_REQUIRE(lines.size() == 1u);
  BOOST_TEST(
      lines[0].find("a.Test.test_x incomplete: 100 iterations, 3 failed, 100 hits in 1m05s (12.5/s), p50 "
                    "12.0ms, p95 40.0ms, p99 80.0ms") != std::string::npos,
      lines[0]);
  SettingMap settings = secure(server);
  settings["ca-file"] = certificates().file("self.pem");
  BOOST_TEST((irc.tell(settings) == Delivery::failed));
  BOOST_TEST(irc.log().find("its certificate is not trusted") != std::string::npos, irc.log());
  settings = secure(server);
  settings["port"] = std::to_string(server.port); // no TLS there
  settings["timeout"] = "2s";
  BOOST_TEST((irc.tell(settings) == Delivery::failed));
  BOOST_TEST(witness.take_lines().empty());
}

BOOST_AUTO_TEST_CASE(a_nick_that_is_taken_is_changed) {
  IrcServer server(certificates());
  BOOST_REQUIRE(server.is_up());
  IrcWitness witness(server.port, "loads", "#loads"), other(server.port, "loads_", "#loads");
  ToldObserver irc("irc");
  BOOST_TEST((irc.tell(plain(server)) == Delivery::done), irc.log());
  const auto lines = witness.take_lines();
  BOOST_REQUIRE(lines.size() == 1u);
  BOOST_TEST(lines[0].starts_with(":loads"));
  BOOST_TEST(!lines[0].starts_with(":loads!"), lines[0]);
}

BOOST_AUTO_TEST_CASE(a_channel_with_a_key_and_a_server_with_a_password) {
  IrcServer server(certificates());
  BOOST_REQUIRE(server.is_up());
  IrcWitness witness(server.port, "witness", "#locked sesame");
  ToldObserver irc("irc");
  SettingMap settings = plain(server, "#locked");
  BOOST_TEST((irc.tell(settings) == Delivery::failed));
  BOOST_TEST(irc.log().find("cannot join #locked") != std::string::npos, irc.log());
  settings["channel-key"] = "sesame";
  BOOST_TEST((irc.tell(settings) == Delivery::done), irc.log());
  BOOST_TEST(witness.take_lines().size() == 1u);

  IrcServer closed(certificates(), "open");
  BOOST_REQUIRE(closed.is_up());
  BOOST_TEST((irc.tell(plain(closed)) == Delivery::failed));
  SettingMap with_password = plain(closed);
  with_password["password"] = "open";
  BOOST_TEST((irc.tell(with_password) == Delivery::done), irc.log());
}

BOOST_AUTO_TEST_CASE(sasl) {
  TemporaryFolder folder;
  const std::string password(350, 'p'), log = folder.path() + "/log"; // in two pieces
  Program server({{"/usr/bin/python3", source_folder() + "/tests/support/sasl_irc_server.py", log,
                   certificates().file("server.pem"), certificates().file("server.key"), "joe", password}});
  BOOST_REQUIRE_MESSAGE(server.wait_for("\n"), server.err());
  ToldObserver irc("irc");
  SettingMap settings{
      {"server", "localhost"}, {"port", server.out().substr(10, server.out().find('\n') - 10)},
      {"channel", "#loads"},   {"ca-file", certificates().file("ca.pem")},
      {"sasl-user", "joe"},    {"sasl-password", password}};
  BOOST_TEST((irc.tell(settings) == Delivery::done), irc.log());
  const std::string said = read_file(log);
  BOOST_TEST(said.find("\nCAP END\nJOIN #loads\nPRIVMSG #loads :a.Test.test_x incomplete") !=
                 std::string::npos,
             said);
  BOOST_TEST(said.ends_with("\nQUIT :told\n"), said);
  settings["sasl-password"] = "wrong";
  BOOST_TEST((irc.tell(settings) == Delivery::failed));
  BOOST_TEST(irc.log().find("cannot log in as joe: SASL authentication failed (904)") != std::string::npos,
             irc.log());

  IrcServer without(certificates()); // ngircd has no SASL
  BOOST_REQUIRE(without.is_up());
  settings["port"] = std::to_string(without.tls_port);
  BOOST_TEST((irc.tell(settings) == Delivery::failed));
  BOOST_TEST(irc.log().find("the server has no SASL") != std::string::npos, irc.log());
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_not_tried_again) {
  ToldObserver irc("irc");
  SettingMap settings{{"server", "127.0.0.1"}, {"port", "1"}, {"ssl", "false"}, {"channel", "#loads"}};
  BOOST_TEST((irc.tell(settings) == Delivery::failed));
  BOOST_TEST(irc.log() == "127.0.0.1:1: cannot connect: Connection refused\n");
  for (const auto& [name, value] : SettingMap{{"channel", "#a\r\nQUIT"},
                                              {"channel", "loads"},
                                              {"nickname", "a b"},
                                              {"password", "a\nb"},
                                              {"channel-key", "a b"},
                                              {"sasl-password", "x"},
                                              {"port", "70000"}}) {
    SettingMap wrong = settings;
    wrong[name] = value;
    BOOST_TEST((irc.tell(wrong) == Delivery::refused), name);
    BOOST_TEST(irc.log().find("option") == 0u, irc.log());
  }
}
