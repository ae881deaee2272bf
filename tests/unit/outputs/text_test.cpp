// SPDX-License-Identifier: Apache-2.0
#include "outputs/common/text.hpp"

#include <boost/test/unit_test.hpp>

namespace loads::outputs {
namespace {

BOOST_AUTO_TEST_SUITE(text_test)

BOOST_AUTO_TEST_CASE(what_could_command_a_terminal_becomes_visible) {
  BOOST_TEST(safe_line("a\x1b[31mb\x07\x7f") == "a\\x1b[31mb\\x07\\x7f");
  BOOST_TEST(safe_line("\xC2\x9B"
                       "31m") == "\\u009b31m"); // C1: control sequence introducer
  BOOST_TEST(safe_line(std::string_view("a\0b", 3)) == "a\\x00b");
  BOOST_TEST(safe_line("one\r\ntwo\tthree") == "one\\x0d\\ntwo  three");
}

BOOST_AUTO_TEST_CASE(what_turns_the_writing_direction_or_hides_becomes_visible) {
  BOOST_TEST(safe_line("\xE2\x80\xAE"
                       "gpj.exe") == "\\u202egpj.exe");
  BOOST_TEST(safe_line("\xE2\x81\xA6"
                       "a\xE2\x81\xA9") == "\\u2066a\\u2069");
  BOOST_TEST(safe_line("\xEF\xBB\xBF"
                       "a\xE2\x80\x8B") == "\\ufeffa\\u200b");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_not_utf_8_become_visible) {
  BOOST_TEST(safe_line("\xFF\xC3") == "\\xff\\xc3");
  BOOST_TEST(safe_line("\xC0\xAF") == "\\xc0\\xaf");                   // overlong
  BOOST_TEST(safe_line("\xED\xA0\x80") == "\\xed\\xa0\\x80");          // surrogate
  BOOST_TEST(safe_line("\xF5\x80\x80\x80") == "\\xf5\\x80\\x80\\x80"); // beyond Unicode
  BOOST_TEST(safe_line("\xE2\x82") == "\\xe2\\x82");                   // cut off
}

BOOST_AUTO_TEST_CASE(good_text_stays_as_it_is) {
  BOOST_TEST(safe_line("b\xC3\xBC"
                       "cher \xE6\x97\xA5 \xF0\x9F\x98\x80") == "b\xC3\xBC"
                                                                "cher \xE6\x97\xA5 \xF0\x9F\x98\x80");
  BOOST_TEST(safe_text("one\ntwo") == "one\ntwo");
}

BOOST_AUTO_TEST_CASE(the_width_counts_columns_and_not_bytes) {
  BOOST_TEST(display_width("b\xC3\xBC"
                           "cher") == 6);
  BOOST_TEST(display_width("\xE6\x97\xA5\xE6\x9C\xAC") == 4); // two wide characters
  BOOST_TEST(display_width("e\xCC\x81") == 1);                // with a combining accent
}

BOOST_AUTO_TEST_CASE(long_text_loses_its_middle) {
  BOOST_TEST(shortened("0123456789", 10) == "0123456789");
  BOOST_TEST(shortened("0123456789", 8) == "012...89");
  BOOST_TEST(shortened("0123456789", 2) == "01");
  BOOST_TEST(shortened("0123456789", 0) == "");
}

BOOST_AUTO_TEST_CASE(a_wide_character_is_not_cut_in_two) {
  const std::string wide = "\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5"; // 10 columns
  for (std::size_t width = 0; width < 10; ++width)
    BOOST_TEST(display_width(shortened(wide, width)) <= width);
  BOOST_TEST(shortened(wide, 7) == "\xE6\x97\xA5...\xE6\x97\xA5");
}

BOOST_AUTO_TEST_CASE(alignment_fills_up_but_never_cuts) {
  BOOST_TEST(left_aligned("\xC3\xBC", 3) == "\xC3\xBC  ");
  BOOST_TEST(right_aligned("\xC3\xBC", 3) == "  \xC3\xBC");
  BOOST_TEST(right_aligned("long", 3) == "long");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace
} // namespace loads::outputs
