// SPDX-License-Identifier: Apache-2.0
#include "core/module/settings.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads::module;

namespace {

const loads_option options[] = {
    {"filename", "where to write", nullptr, LOADS_OPTION_TEXT, 1},
    {"level", "how much", "3", LOADS_OPTION_INTEGER, 0},
    {"append", "add to the file", "false", LOADS_OPTION_FLAG, 0},
    {"every", "how often", nullptr, LOADS_OPTION_DURATION, 0},
};

loads::base::Result<SettingMap> check(const SettingMap& given) {
  return check_settings(options, given, "--output-x-");
}

std::string error_of(const SettingMap& given) {
  auto checked = check(given);
  return checked ? "" : checked.error().text;
}

} // namespace

BOOST_AUTO_TEST_CASE(defaults_are_filled_in_and_what_has_none_is_left_out) {
  auto checked = check({{"filename", "a.txt"}});
  BOOST_REQUIRE(checked);
  BOOST_TEST((*checked == SettingMap{{"filename", "a.txt"}, {"level", "3"}, {"append", "false"}}));
}

BOOST_AUTO_TEST_CASE(values_are_brought_to_one_form) {
  auto checked = check({{"filename", "a"}, {"append", "yes"}, {"every", "1m30s"}, {"level", "-7"}});
  BOOST_REQUIRE(checked);
  BOOST_TEST(checked->at("append") == "true");
  BOOST_TEST(checked->at("every") == "90000000000");
  BOOST_TEST(checked->at("level") == "-7");
}

BOOST_AUTO_TEST_CASE(mistakes_name_the_option) {
  BOOST_TEST(error_of({}) == "--output-x-filename is missing: where to write");
  BOOST_TEST(error_of({{"filename", "a"}, {"level", "3x"}}) == "--output-x-level 3x: not a whole number");
  BOOST_TEST(error_of({{"filename", "a"}, {"append", "maybe"}}) ==
             "--output-x-append maybe: neither true nor false");
  BOOST_TEST(error_of({{"filename", "a"}, {"every", "soon"}}).starts_with("--output-x-every: "));
  BOOST_TEST(error_of({{"filename", "a"}, {"levle", "1"}}) ==
             "unknown option --output-x-levle; did you mean --output-x-level?");
}
