// SPDX-License-Identifier: Apache-2.0
#include "core/model/cycle.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using model::Cycles;

namespace {

std::string refused(std::string_view text) {
  const base::Result<Cycles> result = model::parse_cycles("--users", text);
  BOOST_TEST_REQUIRE(!result, "'" << text << "' was taken");
  BOOST_TEST((result.error().kind == base::ErrorKind::usage));
  BOOST_TEST(result.error().text.find('\n') == std::string::npos);
  return result.error().text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(cycle)

BOOST_AUTO_TEST_CASE(cycles_are_numbers_between_colons) {
  BOOST_TEST((*model::parse_cycles("--users", "10:20:30") == Cycles{10, 20, 30}));
  BOOST_TEST((*model::parse_cycles("--users", "1") == Cycles{1}));
  BOOST_TEST((*model::parse_cycles("--users", "1000000000:007") == Cycles{1'000'000'000, 7}));
  BOOST_TEST(model::format_cycles({10, 20, 30}) == "10:20:30");
  BOOST_TEST(model::format_cycles({}) == "");
}

BOOST_AUTO_TEST_CASE(the_message_shows_the_part_that_is_wrong) {
  BOOST_TEST(refused("10:x") == "--users 10:x: 'x' is not a whole number; write cycles like 10:20:30");
  BOOST_TEST(refused("10:1.5").find("'1.5' is not a whole number") != std::string::npos);
  BOOST_TEST(refused("-1").find("'-1' is not a whole number") != std::string::npos);
  BOOST_TEST(refused("0:3").find("'0' is less than 1") != std::string::npos);
  BOOST_TEST(refused("3:1000000001").find("'1000000001' is more than") != std::string::npos);
  BOOST_TEST(refused("99999999999999999999999").find("is more than") != std::string::npos);
  for (const char* text : {"", ":", "1:", ":1", "1::2"})
    BOOST_TEST(refused(text).find("number") != std::string::npos);
  BOOST_TEST(refused("1\x1b").find("\\x1b") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(there_is_an_end_to_the_number_of_cycles) {
  std::string text = "1";
  for (std::size_t i = 1; i < model::most_cycles; ++i)
    text += ":1";
  BOOST_TEST(bool(model::parse_cycles("--hits", text)));
  BOOST_TEST(refused(text + ":1").size() < 1000u);
}

BOOST_AUTO_TEST_SUITE_END()
