// SPDX-License-Identifier: Apache-2.0
#include "core/base/text.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace loads::base;

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(control_characters_become_visible) {
  BOOST_TEST(printable("a\nb\tc\r") == "a\\nb\\tc\\r");
  BOOST_TEST(printable("\x1b[31mred") == "\\x1b[31mred");
  BOOST_TEST(printable(std::string_view("\0\x7f", 2)) == "\\x00\\x7f");
  BOOST_TEST(printable("\xc2\x9b"
                       "31m") == "\\u009b31m"); // a C1 control sequence introducer
}

BOOST_AUTO_TEST_CASE(well_formed_text_stays_as_it_is) {
  BOOST_TEST(printable("Grüße, 日本, 🎈") == "Grüße, 日本, 🎈");
  BOOST_TEST(printable("") == "");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_become_visible) {
  BOOST_TEST(printable("\xff") == "\\xff");
  BOOST_TEST(printable("a\xc3") == "a\\xc3");
  BOOST_TEST(printable("\xc0\xaf") == "\\xc0\\xaf");          // overlong
  BOOST_TEST(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80"); // surrogate
  BOOST_TEST(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
  for (const char* text : {"\xff", "a\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80"})
    BOOST_TEST(!is_utf8(text));
  for (const char* text : {"", "a\n", "Grüße, 日本, 🎈"})
    BOOST_TEST(is_utf8(text));
}

BOOST_AUTO_TEST_CASE(a_long_text_is_cut_between_characters) {
  BOOST_TEST(shortened("hello", 5) == "hello");
  BOOST_TEST(shortened("hello!", 5) == "he…");
  BOOST_TEST(shortened("aüüü", 6) == "aü…");
  BOOST_TEST(shortened("aaüü", 6) == "aaüü");
  BOOST_TEST(shortened("aaüüü", 6) == "aa…"); // the cut would be inside an ü
  BOOST_TEST(shortened("abcdef", 2) == "");
}

BOOST_AUTO_TEST_CASE(edit_distance_counts_changed_letters) {
  BOOST_TEST(edit_distance("", "") == 0u);
  BOOST_TEST(edit_distance("abc", "") == 3u);
  BOOST_TEST(edit_distance("kitten", "sitting") == 3u);
  BOOST_TEST(edit_distance("test_se", "test_es") == 1u); // swapped
  BOOST_TEST(edit_distance("TestWebsite", "TestWebSite") == 0u);
}

BOOST_AUTO_TEST_CASE(the_nearest_name_is_found_if_it_is_near) {
  const std::vector<std::string> names{"test_es", "test_login", "test_search"};
  BOOST_TEST(find_nearest("test_logn", names) == "test_login");
  BOOST_TEST(find_nearest("test_e", names) == "test_es");
  BOOST_TEST(find_nearest("completely_different", names) == "");
  BOOST_TEST(find_nearest("", names) == "");
  BOOST_TEST(find_nearest("test_es", {}) == "");
}

BOOST_AUTO_TEST_SUITE_END()
