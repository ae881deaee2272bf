// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>

#include <chrono>
#include <stdexcept>
#include <string>

using namespace std::chrono_literals;

// What the process tests need of a suite; relative URLs go to --server-url.
class Good : public loads::TestCase {
  void begin_user() override { incr_counter("begun"); }
  void end_user() override { incr_counter("ended"); }

  void test_get() {
    auto res = session.get("/");
    assert_equal(res.status_code(), 200);
    assert_in("chatform", res.text());
  }
  void test_plain_get() { assert_equal(session.get("/").status_code(), 200); }
  void test_delay() { assert_equal(session.get("/delay/20", {.name = "delay"}).status_code(), 200); }
  void test_long_delay() { session.get("/delay/30000"); }
  void test_fail() { assert_equal(1, 2); }
  void test_error() { throw std::runtime_error("something else broke"); }
  void test_count() { incr_counter("k"); }
  void test_redirect() {
    auto res = session.get("/redirect/3");
    assert_equal(res.status_code(), 200);
    assert_equal(res.redirects(), 3u);
  }
  // Each user waits inside a catch block, beside others that do the same, and must find its own exception
  // again.
  void test_catch() {
    const std::string mine = std::to_string(user_id()) + "/" + std::to_string(position().hit);
    try {
      throw std::runtime_error(mine);
    } catch (const std::runtime_error&) {
      session.get("/delay/5", {.name = "delay"});
      try {
        throw;
      } catch (const std::runtime_error& again) {
        assert_equal(std::string(again.what()), mine);
      }
    }
  }
  void test_check() {
    check_equal(session.get("/status/404").status_code(), 200, "page is there");
    incr_counter("went on");
  }
  void test_sleep() { sleep(10ms); }
  void test_session_persists() {
    session.get("/cookies/set?name=value");
    assert_in("value", session.get("/cookies").text());
  }
};
LOADS_SUITE(Good, test_get, test_plain_get, test_delay, test_long_delay, test_fail, test_error, test_count,
            test_redirect, test_catch, test_check, test_sleep, test_session_persists);
