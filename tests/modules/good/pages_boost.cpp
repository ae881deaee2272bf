// SPDX-License-Identifier: Apache-2.0
// The suites of pages.cpp as test cases of Boost.Test, and test cases that use loads.
#define BOOST_TEST_MODULE pages
#include <boost/test/unit_test.hpp>

#include <loads/boost_test.hpp>
#include <loads/test_host.hpp>

LOADS_BOOST_TESTS(loads::TestHost);

using Live = loads::BoostTestCase<loads::TestHost>;

BOOST_FIXTURE_TEST_CASE(good, Live) {
  app.get("/").must_contain("chatform");
  BOOST_TEST(session.get("/status/404").status_code() == 404);
}

BOOST_FIXTURE_TEST_CASE(bad, Live) {
  check_equal(1, 2, "soft");
  assert_equal(session.get("/").status_code(), 404);
  BOOST_ERROR("the assertion before did not end the test case");
}

BOOST_FIXTURE_TEST_CASE(strict, Live) {
  app.get("/status/503");
}

BOOST_FIXTURE_TEST_CASE(skipped, Live) {
  skip("not today");
  BOOST_ERROR("skip() did not end the test case");
}
