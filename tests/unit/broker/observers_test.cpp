// SPDX-License-Identifier: Apache-2.0
#include "core/broker/observers.hpp"

#include "tests/unit/broker/fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace loads::broker;

namespace {

constexpr loads_option mail_options[] = {
    {"host", "the mail server", "localhost", LOADS_OPTION_TEXT, LOADS_OPTION_ADDRESS},
    {"port", "its port", "25", LOADS_OPTION_INTEGER, LOADS_OPTION_ADDRESS},
    {"ca-file", "whom to trust", nullptr, LOADS_OPTION_TEXT, LOADS_OPTION_ADDRESS},
    {"recipient", "who gets it", nullptr, LOADS_OPTION_TEXT, LOADS_OPTION_REQUIRED},
    {"password", "of the account", nullptr, LOADS_OPTION_TEXT, LOADS_OPTION_SECRET}};
constexpr loads_option hook_options[] = {
    {"url", "where to post it", nullptr, LOADS_OPTION_TEXT, LOADS_OPTION_SECRET | LOADS_OPTION_REQUIRED}};

const Observers open = {{"email", {mail_options}}, {"webhook", {hook_options}}};
const Observers with_password = {{"email", {mail_options, {{"password", "pw"}, {"recipient", "ops@x"}}}}};

std::string refusal(const Observers& observers, const std::vector<std::string>& names,
                    const std::vector<wire::ObserverSetting>& settings = {}) {
  const base::Status status = check_observers(observers, names, settings);
  return status ? "" : status.error().text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(observers)

BOOST_AUTO_TEST_CASE(a_run_says_what_the_broker_leaves_open) {
  auto settings = settings_for(open, "email", {{"email", "recipient", "a@b"}, {"webhook", "url", "x"}});
  BOOST_REQUIRE(settings);
  BOOST_TEST((*settings == module::SettingMap{{"host", "localhost"}, {"port", "25"}, {"recipient", "a@b"}}));
  settings = settings_for(with_password, "email", {{"email", "recipient", "a@b"}});
  BOOST_REQUIRE(settings);
  BOOST_TEST(settings->at("recipient") == "a@b");
  BOOST_TEST(settings->at("password") == "pw");
}

BOOST_AUTO_TEST_CASE(a_run_gives_no_secret_and_decides_not_where_secrets_go) {
  const wire::ObserverSetting to{"email", "recipient", "a@b"};
  BOOST_TEST(refusal(open, {"email"}, {to, {"email", "password", "hidden"}}) ==
             "--observer-email-password is a secret: only the broker's own configuration may have it, in "
             "[observer-email]");
  BOOST_TEST(refusal(open, {"email"}, {to, {"email", "host", "mail.example"}}).empty());
  BOOST_TEST(refusal(with_password, {"email"}, {{"email", "host", "mail.example"}}) ==
             "--observer-email-host is decided by this broker, in [observer-email]; leave it out");
  BOOST_TEST(refusal(open, {"email"}, {to, {"email", "ca-file", "/etc/shadow"}}) == // also without a secret
             "--observer-email-ca-file is decided by this broker, in [observer-email]; leave it out");
  const Observers with_host = {{"email", {mail_options, {{"host", "mail"}}}}};
  BOOST_TEST(refusal(with_host, {"email"}, {to, {"email", "port", "2525"}}) ==
             "--observer-email-port is decided by this broker, in [observer-email]; leave it out");
}

BOOST_AUTO_TEST_CASE(what_is_missing_or_unknown_is_told_with_what_to_do) {
  BOOST_TEST(refusal(open, {"emial"}) ==
             "this broker has no observer 'emial'; it has: email, webhook; did you mean email?");
  BOOST_TEST(refusal({}, {"/tmp/evil.so"}) == "this broker has no observer '/tmp/evil.so'; it has none");
  BOOST_TEST(
      refusal(open, {"email"}) ==
      "observer email needs recipient, who gets it: give --observer-email-recipient, or write it into the "
      "broker's configuration, [observer-email] recipient");
  BOOST_TEST(refusal(open, {"webhook"}) ==
             "observer webhook needs url, where to post it: write it into the broker's configuration, "
             "[observer-webhook] url");
  BOOST_TEST(refusal(with_password, {"email"}, {{"email", "recipent", "a@b"}}) ==
             "unknown option --observer-email-recipent; did you mean --observer-email-recipient?");
  BOOST_TEST(refusal(with_password, {"email"}, {{"irc", "channel", "#x"}}) ==
             "there is an option for observer irc, which is not used; add --observer with its name");
  BOOST_TEST(refusal(with_password, std::vector<std::string>(21, "email")) ==
             "a run takes at most 20 observers, not 21");
}

BOOST_AUTO_TEST_CASE(a_submission_with_an_unknown_observer_is_refused_and_makes_no_run) {
  Fixture fixture;
  fixture.hello("a");
  wire::Submit submit;
  submit.title = "a.Test";
  submit.plan = "{}";
  submit.observers = {"pager"};
  fixture.tell("runner", submit, {run, 0}, 5);
  const auto refused = fixture.take<wire::Refused>("runner");
  BOOST_REQUIRE(refused);
  BOOST_TEST(refused->reason == "this broker has no observer 'pager'; it has: irc");
  BOOST_TEST((refused->kind == wire::Refusal::usage));
  BOOST_TEST(fixture.broker->runs().empty());
}

BOOST_AUTO_TEST_CASE(what_an_observer_cannot_pass_on_at_any_time_is_given_up_at_once) {
  Fixture fixture;
  fixture.run_on_two();
  fixture.end("a", {run, 1}, 1);
  fixture.end("b", {run, 2}, 1);
  BOOST_REQUIRE(bool(fixture.take_action<Notify>()));
  fixture.broker->notice_done(run, "irc", module::Delivery::refused, fixture.now);
  fixture.advance(std::chrono::hours(1));
  BOOST_TEST(!fixture.take_action<Notify>());
  BOOST_TEST(fixture.store.load()->notices.empty());
}

BOOST_AUTO_TEST_SUITE_END()
