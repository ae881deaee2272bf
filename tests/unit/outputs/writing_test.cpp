// SPDX-License-Identifier: Apache-2.0
// Texts and figures as each medium wants them.
#include "outputs/common/json_writer.hpp"
#include "outputs/common/numbers.hpp"
#include "outputs/common/xml.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

using namespace std::string_literals;

namespace loads::outputs {
namespace {

BOOST_AUTO_TEST_SUITE(writing_test)

BOOST_AUTO_TEST_CASE(bytes_that_are_not_utf8_are_replaced_one_by_one) {
  BOOST_TEST(json_quoted("caf\xC3\xA9") == "\"caf\xC3\xA9\"");
  BOOST_TEST(json_quoted("caf\xE9!") == "\"caf\xEF\xBF\xBD!\"");
  for (const char* three : {"\xED\xA0\x80", "\xF0\x9F\x98"}) // a surrogate, one of four that is cut short
    BOOST_TEST(json_quoted(three) == "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

BOOST_AUTO_TEST_CASE(seconds_are_exact) {
  BOOST_TEST(exact_seconds(0) == "0");
  BOOST_TEST(exact_seconds(1) == "0.000000001");
  BOOST_TEST(exact_seconds(1'250'000'000) == "1.25");
  BOOST_TEST(exact_seconds(10'000'000'000) == "10");
  BOOST_TEST(exact_seconds(std::numeric_limits<std::uint64_t>::max()) == "18446744073.709551615");
}

BOOST_AUTO_TEST_CASE(time_is_iso_8601_in_utc) {
  BOOST_TEST(iso_time(1'893'553'445'123'456'789) == "2030-01-02T03:04:05.123456Z");
  BOOST_TEST(iso_time(1'893'553'445'123'456'789, 0) == "2030-01-02T03:04:05Z");
  BOOST_TEST(iso_time(0, 3) == "1970-01-01T00:00:00.000Z");
}

BOOST_AUTO_TEST_CASE(xml_escapes_markup_and_keeps_line_ends_of_attributes) {
  BOOST_TEST(xml_text("a?b=1&c=<\"'>") == "a?b=1&amp;c=&lt;&quot;&apos;&gt;");
  BOOST_TEST(xml_text("one\ntwo\tthree\r") == "one\ntwo\tthree&#13;");
  XmlTag tag("a");
  BOOST_TEST(tag.with("b", "one\ntwo\tthree\r<").empty() == "<a b=\"one&#10;two&#9;three&#13;&lt;\"/>");
  BOOST_TEST(xml_text("]]>") == "]]&gt;");
  BOOST_TEST(xml_text("\xE4\xBA\xAC") == "\xE4\xBA\xAC");
}

BOOST_AUTO_TEST_CASE(xml_replaces_what_it_cannot_hold) {
  BOOST_TEST(xml_text("\x1b[31m\0z"s) == "\xEF\xBF\xBD[31m\xEF\xBF\xBDz");
  BOOST_TEST(xml_text("caf\xE9") == "caf\xEF\xBF\xBD");
  BOOST_TEST(xml_text("\xEF\xBF\xBF") == "\xEF\xBF\xBD"); // U+FFFF
}

BOOST_AUTO_TEST_CASE(a_tag_has_its_attributes_in_order) {
  XmlTag tag("testcase");
  tag.with("name", "a&b").with("count", 3);
  BOOST_TEST(tag.empty() == "<testcase name=\"a&amp;b\" count=\"3\"/>");
  BOOST_TEST(tag.start() == "<testcase name=\"a&amp;b\" count=\"3\">");
}

BOOST_AUTO_TEST_CASE(json_strings_hold_any_bytes) {
  BOOST_TEST(json_quoted("say \"hi\"\\\n\t\x01\x7f") == "\"say \\\"hi\\\"\\\\\\n\\t\\u0001\\u007f\"");
  BOOST_TEST(json_quoted("caf\xC3\xA9 \xFF") == "\"caf\xC3\xA9 \xEF\xBF\xBD\"");
}

template <class Fill>
std::string written(JsonWriter::Layout layout, Fill fill) {
  JsonWriter json(layout);
  json.object([&] { fill(json); });
  return json.text();
}

BOOST_AUTO_TEST_CASE(json_is_written_on_one_line_or_on_many) {
  const auto fill = [](JsonWriter& json) {
    json.member("a", 1);
    json.array("b", [&] {
      json.element("x");
      json.object([&] { json.member("c", true); });
    });
    json.object("d", [] {});
    json.array("e", [] {});
    json.member("f", nullptr);
  };
  BOOST_TEST(written(JsonWriter::Layout::one_line, fill) ==
             "{\"a\": 1, \"b\": [\"x\", {\"c\": true}], \"d\": {}, \"e\": [], \"f\": null}");
  BOOST_TEST(written(JsonWriter::Layout::indented, fill) ==
             "{\n  \"a\": 1,\n  \"b\": [\n    \"x\",\n    {\n      \"c\": true\n    }\n  ],\n"
             "  \"d\": {},\n  \"e\": [],\n  \"f\": null\n}");
}

BOOST_AUTO_TEST_CASE(json_numbers_are_exact_and_always_numbers) {
  BOOST_TEST(
      written(JsonWriter::Layout::one_line, [](JsonWriter& json) {
        json.member("seconds", json_seconds(1'000'000'001));
        json.member("most", std::numeric_limits<std::uint64_t>::max());
        json.member("tenth", 0.1);
        json.member("none", std::numeric_limits<double>::quiet_NaN());
      }) == "{\"seconds\": 1.000000001, \"most\": 18446744073709551615, \"tenth\": 0.1, \"none\": null}");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace
} // namespace loads::outputs
