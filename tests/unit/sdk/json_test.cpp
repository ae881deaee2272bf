// SPDX-License-Identifier: Apache-2.0
#include <loads/json.hpp>
#include <loads/loads.hpp>
#include <loads/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using loads::Json;
using loads::JsonError;
using loads::JsonType;

namespace {

std::string problem_of(std::string_view text) {
  try {
    Json::parse(text);
    return "";
  } catch (const JsonError& error) {
    return error.what();
  }
}

std::string problem_in(std::function<void()> code) {
  try {
    code();
    return "";
  } catch (const JsonError& error) {
    return error.what();
  }
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

class Api : public loads::TestCase {
  void test_items() {
    const auto page = session.get("http://h/items");
    assert_equal(page.json()["items"][0]["name"], "tea");
    assert_in("items", page.json());
    assert_true(page.json()["more"]);
    assert_equal(page.json()["count"], 2);
  }
};
LOADS_SUITE(Api, test_items);

} // namespace

BOOST_AUTO_TEST_SUITE(json)

BOOST_AUTO_TEST_CASE(all_that_is_json_is_read_and_written_again) {
  const std::vector<std::pair<std::string, std::string>> texts = {
      {"null", "null"},
      {" \t\r\n true ", "true"},
      {"false", "false"},
      {"0", "0"},
      {"-0", "-0"},
      {"-12.50e+3", "-12.50e+3"},
      {"1E5", "1E5"},
      {"123456789012345678901234567890", "123456789012345678901234567890"},
      {"\"\"", "\"\""},
      {"\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"a\\\"\\\\/\\u0008\\u000c\\u000a\\u000d\\u0009\""},
      {"\"\\u0041\\u00e4\\u20AC\"", "\"A\xC3\xA4\xE2\x82\xAC\""},
      {"\"\\ud83d\\ude00\"", "\"\xF0\x9F\x98\x80\""},
      {"\"\\u0000\"", "\"\\u0000\""},
      {"\"\xF4\x8F\xBF\xBF\"", "\"\xF4\x8F\xBF\xBF\""},
      {"\"\x7F\"", "\"\x7F\""},
      {"[]", "[]"},
      {" [ 1 , [ ] , { } , \"x\" ] ", "[1,[],{},\"x\"]"},
      {"{\"a\":{\"b\":[null]},\"c\":1}", "{\"a\":{\"b\":[null]},\"c\":1}"},
      {"{\"\":0}", "{\"\":0}"},
      {"{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}"},
      {"\xEF\xBB\xBF[1]", "[1]"}, // a byte order mark
  };
  for (const auto& [text, again] : texts)
    BOOST_TEST(Json::parse(text).dump() == again, text);
}

BOOST_AUTO_TEST_CASE(all_that_is_none_is_refused) {
  const std::vector<std::string> texts = {
      "",
      " ",
      "nul",
      "nulll",
      "True",
      "NaN",
      "Infinity",
      "-",
      "+1",
      "01",
      "-01",
      "1.",
      ".5",
      "1e",
      "1e+",
      "0x1",
      "1 2",
      "[",
      "]",
      "[1",
      "[1,",
      "[1,]",
      "[,1]",
      "[1 2]",
      "[1}",
      "{",
      "}",
      "{\"a\"}",
      "{\"a\":}",
      "{\"a\":1,}",
      "{a:1}",
      "{'a':1}",
      "{1:2}",
      "{\"a\":1 \"b\":2}",
      "{\"a\" 1}",
      "{\"a\":1]",
      "\"",
      "\"a",
      "\"\\",
      "\"\\x\"",
      "\"\\u12\"",
      "\"\\u12G4\"",
      "\"\n\"",
      "\"\t\"",
      std::string("\"\0\"", 3),
      std::string("1\0", 2),
      "\"\\ud83d\"",
      "\"\\ude00\"",
      "\"\\ud83d\\u0041\"",
      "\"\\ud83dx\"",
      "\"\x80\"",
      "\"\xC0\x80\"",
      "\"\xE0\x80\x80\"",
      "\"\xED\xA0\x80\"",
      "\"\xF4\x90\x80\x80\"",
      "\"\xFF\"",
      "\"\xC3\"",
      "// x\n1",
      "/**/1",
      "[1]x",
      "'a'",
      "\xEF\xBB\xBF",
      "\xEF\xBB[1]",
      "[1,\xC2\xA0]",
  };
  for (const std::string& text : texts)
    BOOST_TEST(contains(problem_of(text), "not JSON: line "), text);
}

BOOST_AUTO_TEST_CASE(a_problem_is_told_with_its_place) {
  BOOST_TEST(problem_of("{\n  \"a\": 1,\n  b: 2\n}") ==
             "not JSON: line 3, column 3: expected a name in quotes, found \"b: 2\\n}\"");
  BOOST_TEST(problem_of("[1, 2") == "not JSON: line 1, column 6: expected ',' or ']', found the end");
  BOOST_TEST(problem_of("<html>") == "not JSON: line 1, column 1: expected a value, found \"<html>\"");
}

BOOST_AUTO_TEST_CASE(depth_has_a_limit_and_costs_no_stack) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  BOOST_TEST(Json::parse(nested(256)).dump() == nested(256));
  BOOST_TEST(contains(problem_of(nested(257)), "at most 256 levels"));
  BOOST_TEST(contains(problem_of(std::string(1'000'000, '[')), "at most 256 levels"));
  BOOST_TEST(problem_of("[" + nested(200) + "," + nested(200) + "]") == "");
}

BOOST_AUTO_TEST_CASE(numbers_are_what_they_say) {
  BOOST_TEST(Json::parse("9223372036854775807").as_int() == INT64_MAX);
  BOOST_TEST(Json::parse("-9223372036854775808").as_int() == INT64_MIN);
  BOOST_TEST(Json::parse("2.0").as_int() == 2);
  BOOST_TEST(Json::parse("1.5e3").as_int() == 1500);
  BOOST_TEST(Json::parse("-0").as_int() == 0);
  for (const char* text :
       {"9223372036854775808", "-9223372036854775809", "0.5", "1e19", "1e400", "\"1\"", "true"})
    BOOST_CHECK_THROW(Json::parse(text).as_int(), JsonError);
  BOOST_TEST(Json::parse("0.1").as_double() == 0.1);
  BOOST_TEST(Json::parse("123456789012345678901234567890").as_double() == 123456789012345678901234567890.0);
  BOOST_CHECK_THROW(Json::parse("1e400").as_double(), JsonError);
}

BOOST_AUTO_TEST_CASE(values_compare_with_those_of_cpp) {
  const Json json =
      Json::parse(R"({"n": 2, "f": 2.5, "t": "x", "yes": true, "none": null, "big": 18446744073709551615})");
  BOOST_CHECK(json["n"] == 2 && json["n"] == 2u && json["n"] == 2.0 && json["f"] == 2.5);
  BOOST_CHECK(json["n"] != 3 && json["n"] != "2" && json["n"] != true && json["n"] != nullptr);
  BOOST_CHECK(json["t"] == "x" && json["t"] == std::string("x") && json["t"] != "y" && json["t"] != 0);
  BOOST_CHECK(json["yes"] == true && json["yes"] != false && json["yes"] != 1);
  BOOST_CHECK(json["none"] == nullptr && json["none"] != 0);
  BOOST_CHECK(json["big"] == UINT64_MAX && json["big"] != -1);
}

BOOST_AUTO_TEST_CASE(members_and_elements_are_reached_by_name_place_and_in_order) {
  const Json json =
      Json::parse(R"({"items": [{"id": 1}, {"id": 2}], "a": 1, "a": 2, "tags": ["x", "y"], "no": {}})");
  BOOST_TEST(json.size() == 5u);
  BOOST_TEST(json["items"].size() == 2u);
  BOOST_TEST(json["items"][-1]["id"].as_int() == 2);
  BOOST_TEST(json["a"].as_int() == 2); // the last one
  BOOST_TEST(json["no"].empty());
  BOOST_TEST(json.contains("items"));
  BOOST_TEST(!json.contains("item"));
  BOOST_TEST(json["tags"].contains("y"));
  BOOST_TEST(!json["tags"].contains("z"));
  std::string keys;
  for (const auto& member : json)
    keys += member.key() + " ";
  BOOST_TEST(keys == "items a a tags no ");
  std::int64_t sum = 0;
  for (const auto& item : json["items"])
    sum += item["id"].as_int();
  BOOST_TEST(sum == 3);
  BOOST_CHECK(json["items"].type() == JsonType::array);
  BOOST_TEST(json["items"].key() == "items");
  BOOST_TEST(Json::parse("1").key() == "");
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_named_by_its_path) {
  const Json json = Json::parse(R"({"items": [{"id": 1, "name": "tea"}]})", "http://h/items");
  BOOST_TEST(problem_in([&] { json["items"][0]["nam"]; }) ==
             "http://h/items: $.items[0] has no \"nam\"; it has \"id\", \"name\"");
  BOOST_TEST(problem_in([&] { json["items"][1]; }) == "http://h/items: $.items has no element 1; it has 1");
  BOOST_TEST(problem_in([&] { json["items"][0]["name"].as_int(); }) ==
             "http://h/items: $.items[0].name is \"tea\", not a number");
  BOOST_TEST(problem_in([&] { json["items"]["x"]; }) ==
             "http://h/items: $.items is [{\"id\":1,\"name\":\"tea\"}], not an object");
  BOOST_TEST(problem_in([] { Json::parse("{}")["a"]; }) == "$ has no \"a\"");
  BOOST_TEST(problem_in([] { Json::parse("7").begin(); }) == "$ is 7, not an array or an object");
}

BOOST_AUTO_TEST_CASE(a_value_outlives_the_text_and_the_rest) {
  Json value = Json::parse("null");
  {
    std::string text = R"({"a": ["kept"]})";
    value = Json::parse(text)["a"][0];
    text.assign(text.size(), 'x');
  }
  BOOST_TEST(value.as_string() == "kept");
  BOOST_TEST(value.path() == "$.a[0]");
}

BOOST_AUTO_TEST_CASE(texts_are_quoted_as_json_wants_them) {
  BOOST_TEST(loads::json_quoted("a\"b\\c\n\x01\xC3\xA4") == "\"a\\\"b\\\\c\\u000a\\u0001\xC3\xA4\"");
  for (int c = 0; c < 128; ++c) {
    const std::string text(1, static_cast<char>(c));
    BOOST_TEST(Json::parse(loads::json_quoted(text)).as_string() == text);
  }
}

BOOST_AUTO_TEST_CASE(a_response_is_read_in_a_test) {
  loads::testing::FakeHost host;
  host.reply({.body = R"({"items": [{"name": "tea"}], "more": true, "count": 2})"});
  BOOST_TEST(host.run("Api.test_items") == LOADS_PASS);

  host.reply({.body = R"({"items": [{"name": "milk"}]})"});
  BOOST_TEST(host.run("Api.test_items") == LOADS_FAIL);
  BOOST_TEST(host.failures.back().message == "\"milk\" != \"tea\"");

  host.reply({.body = R"({"items": []})"});
  BOOST_TEST(host.run("Api.test_items") == LOADS_ERROR);
  BOOST_TEST(host.failures.back().message ==
             "loads::JsonError: http://h/items: $.items has no element 0; it has 0");

  host.reply({.body = "<html>", .headers = {{"Content-Type", "text/html"}}});
  BOOST_TEST(host.run("Api.test_items") == LOADS_ERROR);
  BOOST_TEST(host.failures.back().message ==
             "loads::JsonError: http://h/items (text/html) is not JSON: line 1, column "
             "1: expected a value, found \"<html>\"");
}

BOOST_AUTO_TEST_SUITE_END()
