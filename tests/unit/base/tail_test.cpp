// SPDX-License-Identifier: Apache-2.0
#include "core/base/tail.hpp"

#include <boost/test/unit_test.hpp>

using loads::base::Tail;

BOOST_AUTO_TEST_SUITE(tail)

BOOST_AUTO_TEST_CASE(a_short_text_is_kept_whole) {
  Tail tail(10);
  tail.add("12345");
  tail.add("67890");
  BOOST_TEST(tail.text() == "1234567890");
}

BOOST_AUTO_TEST_CASE(of_a_long_one_the_last_lines_are_kept) {
  Tail tail(10);
  for (int i = 0; i < 100; ++i)
    tail.add("line " + std::to_string(i) + "\n");
  BOOST_TEST(tail.text() == "…\nline 99\n");
}

BOOST_AUTO_TEST_CASE(a_long_line_is_cut) {
  Tail tail(4);
  tail.add("1234567890");
  BOOST_TEST(tail.text() == "…\n7890");
}

BOOST_AUTO_TEST_SUITE_END()
