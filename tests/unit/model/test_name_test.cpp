// SPDX-License-Identifier: Apache-2.0
#include "core/model/test_name.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using model::TestName;
using Names = std::vector<TestName>;

BOOST_AUTO_TEST_SUITE(test_name)

BOOST_AUTO_TEST_CASE(a_full_name_is_module_class_and_test_first) {
  BOOST_TEST((*model::parse_test_name("example.TestWebSite.test_es") ==
              Names{{"example", "TestWebSite", "test_es"}, {"example/TestWebSite", "test_es", {}}}));
  BOOST_TEST((*model::parse_test_name("a.b.example.TestWebSite.test_es") ==
              Names{{"a/b/example", "TestWebSite", "test_es"}, {"a/b/example/TestWebSite", "test_es", {}}}));
}

BOOST_AUTO_TEST_CASE(two_parts_are_module_and_class) {
  BOOST_TEST((*model::parse_test_name("example.TestWebSite") == Names{{"example", "TestWebSite", {}}}));
}

BOOST_AUTO_TEST_CASE(a_last_part_that_looks_like_a_class_is_tried_as_one_first) {
  BOOST_TEST((*model::parse_test_name("a.example.TestWebSite") ==
              Names{{"a/example", "TestWebSite", {}}, {"a", "example", "TestWebSite"}}));
}

BOOST_AUTO_TEST_CASE(what_could_leave_the_folder_or_the_line_is_refused) {
  for (const char* text : {"", ".", "..", "example", "example.", ".example.T", "a..b", "../x.T.t", "a/b.T.t",
                           "a\\b.T.t", "a b.T.t", "a\n.T.t", "a.T.t\x7f"}) {
    const auto result = model::parse_test_name(text);
    BOOST_TEST_REQUIRE(!result, "'" << text << "' was taken");
    BOOST_TEST((result.error().kind == base::ErrorKind::usage));
    BOOST_TEST(result.error().text.find('\n') == std::string::npos);
    BOOST_TEST(result.error().text.find("example.TestWebSite.test_es") != std::string::npos);
  }
  BOOST_TEST(!model::parse_test_name(std::string(5000, 'a') + ".T.t"));
}

BOOST_AUTO_TEST_CASE(a_name_prints_as_it_was_written) {
  for (const char* text : {"example.TestWebSite.test_es", "a.b.example.T.t", "example.T"}) {
    const auto names = model::parse_test_name(text);
    BOOST_TEST_REQUIRE(bool(names));
    for (const TestName& name : *names)
      BOOST_TEST(model::format_test_name(name) == text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
