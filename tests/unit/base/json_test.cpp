// SPDX-License-Identifier: Apache-2.0
#include "core/base/json.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

using namespace loads::base;

namespace {

std::string fault(std::string_view text, JsonLimits limits = {}) {
  const auto value = read_json(text, limits);
  return value ? "" : value.error().text;
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i)
    text += part;
  return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(json_limits)

BOOST_AUTO_TEST_CASE(what_is_fine_is_read) {
  const auto value = read_json(R"( {"a": [1, -2.5, "x:{[,]}\"", {}], "b\"": null} )", {});
  BOOST_REQUIRE(value);
  BOOST_TEST(value->at("a").as_array().size() == 4u);
  BOOST_TEST(fault("[" + repeated("1,", 9'998) + "1]") == "");
  BOOST_TEST(fault(repeated("[", 32) + repeated("]", 32)) == "");
}

BOOST_AUTO_TEST_CASE(each_limit_is_checked_before_anything_is_parsed) {
  BOOST_TEST(fault(std::string(70'000, ' ')) == "it has 70000 bytes, at most 65536 are taken");
  BOOST_TEST(fault(repeated("[", 33)) == "it is nested 33 times, at most 32 times is taken");
  JsonLimits large;
  large.bytes = 4 << 20;
  for (const char* deep : {"[", "{\"a\":"}) // a million of them
    BOOST_TEST(fault(repeated(deep, 500'000), {.bytes = 10 << 20}).starts_with("it is nested 500000 times"));
  BOOST_TEST(fault("[" + repeated("{},", 500'000) + "1]", large) ==
             "it has 1000002 values, at most 10000 are taken");
}

BOOST_AUTO_TEST_CASE(what_readers_take_for_different_things_is_refused) {
  for (const char* text : {R"({"a":1,"a":2})", R"({"a":1,"\u0061":2})", R"([{"x":{"a":1,"b":2,"a":3}}])"})
    BOOST_TEST(fault(text) == "it has a key twice in an object", text);
  BOOST_TEST(fault("[1e309]") != "");
  BOOST_TEST(fault("[-1e400]") != "");
  BOOST_TEST(fault("\"\xff\"") != "");
  BOOST_TEST(fault("\"\xed\xa0\x80\"") != "");
  BOOST_TEST(fault("\"\xc0\x80\"") != "");
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_refused) {
  for (const char* text : {"", "{", "]", "{\"a\"}", "[1,]", "nul", "1 2", "{:}", "\"", "\"\\", "[1e]"})
    BOOST_TEST(fault(text) != "", text);
}

BOOST_AUTO_TEST_SUITE_END()
