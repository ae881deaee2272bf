// SPDX-License-Identifier: Apache-2.0
#include <loads/form.hpp>
#include <loads/loads.hpp>

#include <cstdlib>

// What the process tests need of `app`. Nobody listens at the server that the class names.
class Pages : public loads::TestCase {
  static constexpr auto server_url = "http://127.0.0.1:1/";

  void test_front() { assert_in("chatform", app.get("/")); }

  void test_strict() { app.get("/status/503"); }

  void test_lenient() {
    app.get("/status/503", {.status = 503});
    app.get("/status/404", {.expect_errors = true}).must_have_status("4xx");
  }

  // The second half of the requests goes to the server of an environment variable.
  void test_move() {
    const char* second = std::getenv("LOADS_TEST_SECOND_SERVER");
    assert_not_none(second);
    app.get("/headers");
    app.server_url = second;
    app.get("/headers");
    app.get("/headers");
  }

  void test_follow() {
    app.get("/redirect/2").must_have_status(302).follow().follow().must_contain("arrived");
  }

  void test_form() {
    auto page = app.get("/form")
                    .form()
                    .set("user", "joe")
                    .check("remember")
                    .select("drink", "Green tea")
                    .submit("go");
    const loads::Json sent = page.json();
    assert_equal(sent["method"], "POST");
    assert_equal(sent["fields"]["user"], "joe");
    assert_equal(sent["fields"]["token"], "a&b");
    assert_equal(sent["fields"]["remember"], "on");
    assert_equal(sent["fields"]["drink"], "tea");
    assert_equal(sent["fields"]["go"], "Order");
    assert_equal(sent["fields"].size(), 5);
    app.get("/form").click("Front page").must_contain("chatform");
  }

  void test_skipped() { skip("not today"); }

  void test_check() { check_equal(1, 2, "one is two"); }

  void test_wrong() { app.get("/").must_contain("no <such> \"text\""); }
};
LOADS_SUITE(Pages, test_front, test_strict, test_lenient, test_move, test_follow, test_form, test_skipped,
            test_check, test_wrong);

class Homeless : public loads::TestCase {
  void test_front() { app.get("/"); }
};
LOADS_SUITE(Homeless, test_front);
