// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>

#include "../../support/hostile_names.hpp"

#include <cstdlib>
#include <stdexcept>
#include <string>

// What the tests of output files need of a suite; relative URLs go to --server-url.
class Formats : public loads::TestCase {
  void test_get() { assert_equal(session.get("/").status_code(), 200); }
  void test_delay() { session.get("/delay/20", {.name = "delay"}); }
  void test_fail() { assert_equal(1, 2); }
  void test_no_request() { incr_counter("k"); }
  void test_absolute() { session.get(std::string(std::getenv("LOADS_TEST_URL")) + "/?a=1&b=2"); }

  void test_crash() {
    session.get("/");
    if (position().hit == 3)
      std::abort();
  }

  // Odd URLs and labels, statuses, a request without an answer; every third iteration fails, every fifth goes
  // wrong.
  void test_mixed() {
    session.get("/?a=1&b=2;c='d'", {.name = "=odd,\"label\" & more"});
    session.get("/status/503");
    session.options("/?q=[1]");
    try {
      session.get("http://127.0.0.1:1/nobody?x=1&y=2");
    } catch (const std::exception&) {
    }
    if (position().hit % 3 == 0)
      assert_equal(1, 2);
    if (position().hit % 5 == 0)
      throw std::runtime_error("went <wrong> & \"badly\"\x1b[31m");
  }
};
LOADS_SUITE(Formats, test_get, test_delay, test_fail, test_crash, test_no_request, test_absolute, test_mixed);

class Pair : public loads::TestCase {
  void test_one() { session.get("/?one"); }
  void test_two() { session.get("/?two"); }
};
LOADS_SUITE(Pair, test_one, test_two);

// Each iteration has another hostile name, wherever a test can put one.
class Hostile : public loads::TestCase {
  void test_names() {
    static const std::vector<std::string> names = loads::test::hostile_names();
    const std::string& name = names[(position().hit - 1) % names.size()];
    session.get("/", {.name = name});
    try {
      session.get("http://127.0.0.1:1/" + name);
    } catch (const std::exception&) { // no URL, or nobody there
    }
    incr_counter(name);
    throw std::runtime_error(name);
  }
};
LOADS_SUITE(Hostile, test_names);
