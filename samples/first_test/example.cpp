// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>

#include <chrono>
#include <string>

using namespace std::chrono_literals;

// A figure of one's own: all users add to the same one.
static const loads::Trend login_time("login time", loads::Unit::time);

// Each virtual user has an object of this class and runs a test of it again and again. The members that a
// test changes keep their values, as the cookies and connections of `session` do.
class TestWebSite : public loads::TestCase {
public:
  TestWebSite() { server_url = "http://127.0.0.1:9000"; } // unless --server-url says otherwise

private:
  void test_es() {
    const auto res = session.get("/");
    assert_equal(res.status_code(), 200);
    assert_in("chatform", res.text());
  }

  // Basic authentication; who is in stays in.
  void test_login() {
    if (!logged_in_) {
      const auto res = session.get("/auth", {.auth = {"tarek", "secret"}});
      assert_equal(res.status_code(), 200);
      logged_in_ = true;
      incr_counter("logins");
      login_time.add(res.elapsed());
    }
    session.cookies.set(std::string(server_url), "visits", std::to_string(++visits_));
    assert_equal(session.cookies.get(server_url, "visits"), std::to_string(visits_));
    assert_equal(session.get("/").status_code(), 200);
  }

  // A check that does not hold is counted and lets the test go on.
  void test_speed() {
    const auto res = session.get("/", {.name = "front page", .timeout = 5s});
    check_less(res.elapsed(), 100ms, "front page within 100 ms");
    check_equal(res.header("Content-Type").substr(0, 9), "text/html", "front page is HTML");
    assert_equal(res.status_code(), 200);
  }

  bool logged_in_ = false;
  int visits_ = 0;
};

LOADS_SUITE(TestWebSite, test_es, test_login, test_speed);
