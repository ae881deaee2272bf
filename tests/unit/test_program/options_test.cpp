// SPDX-License-Identifier: Apache-2.0
#include "core/test_program/options.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>

using namespace loads::test_program;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(options)

BOOST_AUTO_TEST_CASE(options_are_read) {
  auto read = parse_options(
      {"TestShop", "--junit", "x.xml", "--timeout", "1m30s", "-k", "--server-url=http://h", "*page"});
  BOOST_REQUIRE(bool(read));
  BOOST_TEST(read->patterns == (std::vector<std::string>{"TestShop", "*page"}),
             boost::test_tools::per_element());
  BOOST_TEST(read->junit_file == "x.xml");
  BOOST_TEST(read->timeout.count() == loads::base::Duration(90s).count());
  BOOST_TEST(read->server_url == "http://h");
  BOOST_TEST(read->insecure);
  BOOST_TEST((parse_options({"--list"})->action == Options::Action::list));
  BOOST_TEST((parse_options({"-h"})->action == Options::Action::help));
  for (const auto& bad : {std::vector<std::string>{"--nonsense"}, {"--timeout", "soon"}, {"--junit"}})
    BOOST_TEST(!parse_options(bad));
}

BOOST_AUTO_TEST_CASE(the_variable_stands_in_for_the_option) {
  ::setenv("LOADS_SERVER_URL", "http://variable", 1);
  BOOST_TEST(parse_options({})->server_url == "http://variable");
  BOOST_TEST(parse_options({"--server-url", "http://option"})->server_url == "http://option");
  ::unsetenv("LOADS_SERVER_URL");
}

BOOST_AUTO_TEST_CASE(tests_are_meant_by_class_name_or_pattern) {
  BOOST_TEST(is_meant("TestShop", "TestShop.test_page"));
  BOOST_TEST(is_meant("TestShop.test_page", "TestShop.test_page"));
  BOOST_TEST(is_meant("*page", "TestShop.test_page"));
  BOOST_TEST(!is_meant("Test", "TestShop.test_page"));
  BOOST_TEST(!is_meant("page", "TestShop.test_page"));
  BOOST_TEST(!is_meant("TestShop.test", "TestShop.test_page"));
}

BOOST_AUTO_TEST_SUITE_END()
