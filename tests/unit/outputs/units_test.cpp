// SPDX-License-Identifier: Apache-2.0
#include "outputs/common/units.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

namespace loads::outputs {
namespace {

BOOST_AUTO_TEST_SUITE(units_test)

BOOST_AUTO_TEST_CASE(times_show_three_digits_and_a_unit) {
  BOOST_TEST(human_time(0) == "0ns");
  BOOST_TEST(human_time(999) == "999ns");
  BOOST_TEST(human_time(1'234) == "1.23us");
  BOOST_TEST(human_time(12'345'678) == "12.3ms");
  BOOST_TEST(human_time(123'456'789) == "123ms");
  BOOST_TEST(human_time(1'500'000'000) == "1.50s");
  BOOST_TEST(human_time(123'000'000'000) == "2m03s");
  BOOST_TEST(human_time(3'725'000'000'000) == "1h02m");
}

BOOST_AUTO_TEST_CASE(rounding_up_goes_on_to_the_next_unit) {
  BOOST_TEST(human_time(999'600) == "1.00ms");
  BOOST_TEST(human_time(9'996'000) == "10.0ms");
  BOOST_TEST(human_time(99'960'000) == "100ms");
  BOOST_TEST(human_time(999'999'999) == "1.00s");
  BOOST_TEST(human_bytes(999'999) == "1.00MB");
}

BOOST_AUTO_TEST_CASE(bytes_are_counted_in_thousands) {
  BOOST_TEST(human_bytes(0) == "0B");
  BOOST_TEST(human_bytes(999) == "999B");
  BOOST_TEST(human_bytes(45'600) == "45.6KB");
  BOOST_TEST(human_bytes(std::numeric_limits<std::uint64_t>::max()) == "18447PB");
}

BOOST_AUTO_TEST_CASE(counts_are_exact_as_long_as_they_are_short) {
  BOOST_TEST(human_count(9'999) == "9999");
  BOOST_TEST(human_count(12'345) == "12.3k");
  BOOST_TEST(human_count(4'560'000) == "4.56M");
}

BOOST_AUTO_TEST_CASE(rates_may_be_small) {
  BOOST_TEST(human_rate(0) == "0");
  BOOST_TEST(human_rate(0.5) == "0.50");
  BOOST_TEST(human_rate(3) == "3");
  BOOST_TEST(human_rate(812.6) == "813");
  BOOST_TEST(human_rate(12'345.0) == "12.3k");
}

BOOST_AUTO_TEST_CASE(all_and_none_are_said_only_of_all_and_none) {
  BOOST_TEST(percent(0, 0) == "-");
  BOOST_TEST(percent(0, 10) == "0%");
  BOOST_TEST(percent(10, 10) == "100%");
  BOOST_TEST(percent(1, 3) == "33.3%");
  BOOST_TEST(percent(999'999, 1'000'000) == ">99.9%");
  BOOST_TEST(percent(1, 1'000'000) == "<0.1%");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace
} // namespace loads::outputs
