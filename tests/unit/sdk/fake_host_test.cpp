// SPDX-License-Identifier: Apache-2.0
#include <loads/boost_test.hpp>
#include <loads/loads.hpp>
#include <loads/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>

using namespace std::chrono_literals;

namespace {

class Timed : public loads::TestCase {
  void test_timeout() {
    try {
      session.get("http://h/", {.timeout = 2s});
      fail("no exception");
    } catch (const loads::HttpError& error) {
      assert_true(error.timed_out());
    }
    sleep(3s);
  }
  void test_loop() {
    for (;;) {
      session.get("http://h/");
      sleep(1s);
    }
  }
};
LOADS_SUITE(Timed, test_timeout, test_loop);

std::int64_t seconds(std::chrono::nanoseconds time) {
  return time / 1s;
}

// Its assertions fail no test here: what they report is looked at.
struct Scripted : loads::testing::FakeHost {
  Scripted() {
    server_url = "http://h";
    handler = [](const auto&) { return loads::testing::Reply{.body = "scripted"}; };
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(fake_host)

BOOST_AUTO_TEST_CASE(time_limits_hold_on_the_clock_of_the_host) {
  loads::testing::FakeHost host;
  host.reply({.elapsed = 5s});
  BOOST_TEST(host.run("Timed.test_timeout") == LOADS_PASS);
  BOOST_TEST(seconds(host.now) == 5); // two until the limit, three of sleep
}

BOOST_AUTO_TEST_CASE(the_run_stops_at_its_deadline) {
  loads::testing::FakeHost host;
  host.deadline = 10s;
  BOOST_TEST(host.run("Timed.test_loop") == LOADS_STOPPED);
  BOOST_TEST(seconds(host.now) == 10);
  BOOST_TEST(host.requests.size() == 10u);
  BOOST_TEST(host.stopped);
}

BOOST_AUTO_TEST_CASE(failures_are_told_at_once) {
  loads::testing::FakeHost host;
  std::string told;
  host.on_failure = [&](const loads::testing::Failure& failure) { told = failure.message; };
  host.run("Timed.test_timeout"); // answered in time
  BOOST_TEST(told == "no exception");
}

BOOST_FIXTURE_TEST_CASE(a_boost_test_case_may_be_a_loads_test_case, loads::BoostTestCase<Scripted>) {
  assert_equal(app.get("/x").text(), "scripted");
  check_equal(session.get("/y").status_code(), 200, "answered");
  sleep(1s);
  BOOST_TEST(host.requests.size() == 2u);
  BOOST_TEST(host.requests[0].url == "http://h/x");
  BOOST_TEST(host.checks["answered"].passed == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
