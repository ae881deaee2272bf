// SPDX-License-Identifier: Apache-2.0
#include "core/load/stage.hpp"

#include "core/load/rate.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace std::chrono_literals;
using load::Stage;

namespace {

template <class T>
std::string refused(const base::Result<T>& result) {
  BOOST_TEST_REQUIRE(!result);
  BOOST_TEST((result.error().kind == base::ErrorKind::usage));
  BOOST_TEST(result.error().text.find('\n') == std::string::npos);
  return result.error().text;
}

std::string refused_stage(std::string_view text) {
  return refused(load::parse_stage("--stage", text));
}

} // namespace

BOOST_AUTO_TEST_SUITE(stage)

BOOST_AUTO_TEST_CASE(rates_are_per_second_whatever_their_unit) {
  BOOST_TEST(*load::parse_rate("500/s") == 500);
  BOOST_TEST(*load::parse_rate("1.5/s") == 1.5);
  BOOST_TEST(*load::parse_rate("90/m") == 1.5);
  BOOST_TEST(*load::parse_rate("3600/h") == 1);
  BOOST_TEST(*load::parse_rate("100/10s") == 10);
  BOOST_TEST(*load::parse_rate("1/500ms") == 2);
  BOOST_TEST(*load::parse_rate("0/s", true) == 0);
  BOOST_TEST(load::format_rate(500) == "500/s");
  BOOST_TEST(load::format_rate(0.25) == "0.25/s");
  BOOST_TEST(load::format_rate(66.6666666) == "66.666667/s");
  BOOST_TEST(load::format_rate(1.0 / 3600) == "1/h");
  BOOST_TEST(load::format_rate(2.0 / 60) == "2/m");
  BOOST_TEST(load::format_rate(1e-10) == "0.0000000001/s");
  BOOST_TEST(load::format_number(1.0 / 30) == "0.0333333");
  BOOST_TEST(load::format_rate(1e-9) == "0.000000001/s");
}

BOOST_AUTO_TEST_CASE(bad_rates_say_what_is_wrong) {
  BOOST_TEST(refused(load::parse_rate("500")) ==
             "a rate needs a unit of time; write 500/s for so many a second");
  BOOST_TEST(refused(load::parse_rate("x/s")).find("'x' is not a number") == 0);
  BOOST_TEST(refused(load::parse_rate("-5/s")).find("'-5' is not a number") == 0);
  BOOST_TEST(refused(load::parse_rate("5/")).find("'' is not a unit of time") == 0);
  BOOST_TEST(refused(load::parse_rate("5/x")).find("'x' is not a unit of time") == 0);
  BOOST_TEST(refused(load::parse_rate("5/0s")).find("'0s' is not a unit of time") == 0);
  BOOST_TEST(refused(load::parse_rate("5/5")).find("'5' is not a unit of time") == 0);
  BOOST_TEST(refused(load::parse_rate("0/s")).find("no load") != std::string::npos);
  BOOST_TEST(refused(load::parse_rate("1e3/s")).find("'1e3' is not a number") == 0);
  BOOST_TEST(refused(load::parse_rate("10000000000/s")).find("is more than 1000000000/s") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(stages_are_users_or_arrivals) {
  BOOST_TEST((*load::parse_stage("--stage", "30s:100") == Stage{30s, 100, false}));
  BOOST_TEST((*load::parse_stage("--stage", "1m30s:1000/s") == Stage{90s, 1000, true}));
  BOOST_TEST((*load::parse_stage("--stage", "0s:0") == Stage{0s, 0, false}));
  BOOST_TEST((*load::parse_stage("--stage", "10:0/s") == Stage{10s, 0, true}));
  BOOST_TEST(load::format_stage({30s, 100, false}) == "30s:100");
  BOOST_TEST(load::format_stage({90s, 2.5, true}) == "1m30s:2.5/s");
}

BOOST_AUTO_TEST_CASE(bad_stages_show_the_part_that_is_wrong) {
  BOOST_TEST(refused_stage("30s") ==
             "--stage 30s: the colon between duration and target is missing; write stages "
             "like 30s:100 (users) or 30s:1000/s (arrivals)");
  BOOST_TEST(refused_stage("x:1").find("'x' is not a duration") != std::string::npos);
  BOOST_TEST(refused_stage(":1").find("'' is not a duration") != std::string::npos);
  BOOST_TEST(refused_stage("3s:").find("'' is not a whole number of users") != std::string::npos);
  BOOST_TEST(refused_stage("3s:1.5").find("'1.5' is not a whole number") != std::string::npos);
  BOOST_TEST(refused_stage("3s:-1").find("'-1' is not a whole number") != std::string::npos);
  BOOST_TEST(refused_stage("3s:10/x").find("'x' is not a unit of time") != std::string::npos);
  BOOST_TEST(refused_stage("3s:2000000000").find("is more than 1000000000") != std::string::npos);
  BOOST_TEST(refused_stage("3s:\x1b[2J").find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
