// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/table.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>

namespace loads::outputs {
namespace {

// The columns of a table of that width, one after the other.
std::string headings(const Table& table, std::size_t width) {
  std::istringstream line(table.text(width));
  std::string all, word;
  std::getline(line, word);
  std::istringstream words(word);
  while (words >> word)
    all += (all.empty() ? "" : " ") + word;
  return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(table)

BOOST_AUTO_TEST_CASE(far_percentiles_go_first_then_what_can_be_spared_then_the_last_and_never_max) {
  Table table({"first", "a", "b", "c", "d", "p50", "p99", "p99.9", "p99.99", "max", "last"}, {"p50"});
  table.add({std::string(40, 'x'), "1", "1", "1", "1", "1", "1", "1", "1", "1", "1"});
  const auto at = [&](std::size_t width) { return headings(table, width); };
  std::size_t width = 200;
  for (const char* expected :
       {"first a b c d p50 p99 p99.9 p99.99 max last", "first a b c d p50 p99 p99.9 max last",
        "first a b c d p50 p99 max last", "first a b c d p99 max last", "first a b c d p99 max"}) {
    while (at(width) != expected && width > 1)
      --width;
    BOOST_TEST(at(width) == expected);
  }
  BOOST_TEST(at(1) == "first a b c d p99 max");
}

BOOST_AUTO_TEST_CASE(what_is_before_max_goes_if_max_is_the_last) {
  Table table({"first", "a", "b", "c", "d", "e", "f", "g", "max"});
  table.add({std::string(40, 'x'), "1", "1", "1", "1", "1", "1", "1", "1"});
  BOOST_TEST(headings(table, 40) == "first a b c d e max");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace loads::outputs
