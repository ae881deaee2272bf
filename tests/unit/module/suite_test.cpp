// SPDX-License-Identifier: Apache-2.0
#include "core/module/suite.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads::module;

namespace {

const std::vector<TestEntry> tests = {{0, "TestWebSite", "test_es", "x.cpp", 3},
                                      {1, "TestWebSite", "test_login", "x.cpp", 3},
                                      {2, "TestChat", "test_talk", "y.cpp", 9}};

} // namespace

BOOST_AUTO_TEST_CASE(one_test_is_selected_by_its_name) {
  auto selected = select_tests(tests, "TestWebSite", "test_login", "x.so");
  BOOST_REQUIRE(selected);
  BOOST_REQUIRE(selected->size() == 1u);
  BOOST_TEST(selected->front().number == 1u);
}

BOOST_AUTO_TEST_CASE(a_class_alone_selects_all_its_tests_in_order) {
  auto selected = select_tests(tests, "TestWebSite", std::nullopt, "x.so");
  BOOST_REQUIRE(selected);
  BOOST_REQUIRE(selected->size() == 2u);
  BOOST_TEST(selected->at(0).name == "test_es");
  BOOST_TEST(selected->at(1).name == "test_login");
}

BOOST_AUTO_TEST_CASE(what_does_not_exist_is_answered_with_what_does) {
  auto no_class = select_tests(tests, "TestWebsite", "test_es", "x.so");
  BOOST_REQUIRE(!no_class);
  BOOST_TEST(no_class.error().text ==
             "no class 'TestWebsite' in x.so; it has TestWebSite, TestChat; did you mean TestWebSite?");
  auto no_test = select_tests(tests, "TestWebSite", "test_ex", "x.so");
  BOOST_REQUIRE(!no_test);
  BOOST_TEST(
      no_test.error().text ==
      "no test 'test_ex' in class TestWebSite of x.so; it has test_es, test_login; did you mean test_es?");
  BOOST_TEST((no_test.error().kind == loads::base::ErrorKind::usage));
}
