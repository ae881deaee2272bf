// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/renumber.hpp"

#include "core/metrics/limits.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads::metrics;

namespace {

Figures two_tests() {
  Figures figures;
  figures.ledger.started = figures.ledger.ended[0] = 5;
  figures.tests[0].started = 2;
  figures.tests[1].started = 3;
  figures.series[{0, "GET /"}].by_class[2] = 2;
  figures.series[{1, "GET /"}].by_class[2] = 3;
  figures.groups[{1, 1, false, "a.cpp", 7, "not so"}] = {1, 10, 10};
  return figures;
}

} // namespace

BOOST_AUTO_TEST_CASE(tests_get_their_new_numbers_and_nothing_else_changes) {
  const Figures figures = renumber_tests(two_tests(), std::vector<std::uint32_t>{4, 0});
  BOOST_TEST(figures.tests.at(4).started == 2u);
  BOOST_TEST(figures.tests.at(0).started == 3u);
  BOOST_TEST(figures.series.at({4, "GET /"}).hits() == 2u);
  BOOST_TEST(figures.series.at({0, "GET /"}).hits() == 3u);
  BOOST_TEST(figures.groups.begin()->first.test == 0u);
  BOOST_TEST((figures.ledger == two_tests().ledger));
  BOOST_TEST((renumber_tests(figures, std::vector<std::uint32_t>{1, 9, 9, 9, 0}) == two_tests()));
}

BOOST_AUTO_TEST_CASE(tests_without_a_number_are_counted_together) {
  Figures figures = two_tests();
  figures.groups[{0, 1, false, "a.cpp", 7, "not so"}] = {2, 5, 20};
  figures = renumber_tests(figures, {});
  BOOST_TEST(figures.tests.at(any_test).started == 5u);
  BOOST_TEST(figures.series.at({any_test, "GET /"}).hits() == 5u);
  BOOST_REQUIRE(figures.groups.size() == 1u);
  BOOST_TEST((figures.groups.begin()->second == Group{3, 5, 20}));
}
