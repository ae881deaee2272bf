// SPDX-License-Identifier: Apache-2.0
#include "core/cli/ini.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads::cli;
using Texts = std::vector<std::string>;

namespace {

Ini read(std::string_view text) {
  return read_ini(text, [](const std::string& name) -> std::optional<std::string> {
    if (name == "HOST")
      return "example.org";
    if (name == "EMPTY")
      return "";
    return std::nullopt;
  });
}

// Of the only key in a text that has nothing wrong.
Texts texts_of(const std::string& value) {
  Ini ini = read("[loads]\nkey = " + value + "\n");
  BOOST_TEST(ini.problems.empty(), (ini.problems.empty() ? "" : ini.problems[0].text));
  BOOST_REQUIRE(ini.entries.size() == 1);
  return ini.entries[0].texts;
}

void check_problem(std::string_view text, std::size_t line, const std::string& words) {
  Ini ini = read(text);
  BOOST_TEST_CONTEXT(text) {
    BOOST_REQUIRE(ini.problems.size() == 1);
    BOOST_TEST(ini.problems[0].line == line);
    BOOST_TEST(ini.problems[0].text == words);
  }
}

} // namespace

BOOST_AUTO_TEST_CASE(keys_have_a_section_and_a_line) {
  Ini ini = read("top = 1\n\n[ loads ]\nusers=5\nhits : 2\n[output-file] ; that one\nfilename = a.txt");
  BOOST_REQUIRE(ini.entries.size() == 4);
  BOOST_TEST(ini.entries[0].section == "");
  BOOST_TEST(ini.entries[1].section == "loads");
  BOOST_TEST(ini.entries[1].key == "users");
  BOOST_TEST((ini.entries[1].texts == Texts{"5"}));
  BOOST_TEST(ini.entries[1].line == 4);
  BOOST_TEST((ini.entries[2].texts == Texts{"2"}));
  BOOST_TEST(ini.entries[3].section == "output-file");
  BOOST_REQUIRE(ini.sections.size() == 2);
  BOOST_TEST(ini.sections[1].name == "output-file");
  BOOST_TEST(ini.sections[1].line == 6);
  BOOST_TEST(ini.problems.empty());
}

BOOST_AUTO_TEST_CASE(the_first_sign_parts_key_and_value) {
  BOOST_TEST((texts_of("10:20:30") == Texts{"10:20:30"}));
  BOOST_TEST((texts_of("http://h/?a=b") == Texts{"http://h/?a=b"}));
  BOOST_TEST((read("[l]\nusers: 10:20").entries.at(0).texts == Texts{"10:20"}));
}

BOOST_AUTO_TEST_CASE(lines_that_are_indented_more_go_on_with_the_value) {
  BOOST_TEST(
      (texts_of("*.py\n      pushtest\n\n   # a remark\n   third") == Texts{"*.py", "pushtest", "third"}));
  BOOST_TEST((texts_of("\n  one\n  two") == Texts{"one", "two"}));
  BOOST_TEST((texts_of("\n  one = 1") == Texts{"one = 1"}));
  Ini ini = read("[loads]\n  users = 5\n  hits = 2\n  list = a\n    b\n  end = 1\n");
  BOOST_TEST(ini.problems.empty());
  BOOST_REQUIRE(ini.entries.size() == 4);
  BOOST_TEST((ini.entries[2].texts == Texts{"a", "b"}));
}

BOOST_AUTO_TEST_CASE(a_comment_begins_a_line_or_follows_a_blank) {
  BOOST_TEST((texts_of("5 # five") == Texts{"5"}));
  BOOST_TEST((texts_of("5\t; five") == Texts{"5"}));
  BOOST_TEST((texts_of("http://h/#top") == Texts{"http://h/#top"}));
  BOOST_TEST((texts_of("a;b") == Texts{"a;b"}));
  BOOST_TEST(texts_of("# nothing").empty());
  BOOST_TEST(texts_of("").empty());
  BOOST_TEST(read("# a\n; b\n  # c\n").entries.empty());
}

BOOST_AUTO_TEST_CASE(quotes_around_a_whole_value_go_and_keep_what_is_in_them) {
  BOOST_TEST((texts_of("\" a # b \"") == Texts{" a # b "}));
  BOOST_TEST((texts_of("\"\"") == Texts{""}));
  BOOST_TEST((texts_of("\"a\" # remark") == Texts{"a"}));
  BOOST_TEST((texts_of("\"say \\\"hi\\\" \\\\ \\d \\n\"") == Texts{"say \"hi\" \\ \\d \n"}));
  BOOST_TEST((texts_of("'${HOST} \\n'") == Texts{"${HOST} \\n"}));
  BOOST_TEST((texts_of("\"./a b\" {test}") == Texts{"\"./a b\" {test}"}));
  BOOST_TEST((texts_of("it's") == Texts{"it's"}));
}

BOOST_AUTO_TEST_CASE(variables_stand_in_braces) {
  BOOST_TEST((texts_of("http://${HOST}/") == Texts{"http://example.org/"}));
  BOOST_TEST((texts_of("\"${HOST} x\"") == Texts{"example.org x"}));
  BOOST_TEST((texts_of("a${EMPTY}b") == Texts{"ab"}));
  BOOST_TEST((texts_of("$$ $HOST $${HOST} 5$") == Texts{"$ $HOST ${HOST} 5$"}));
}

BOOST_AUTO_TEST_CASE(marks_of_other_systems_do_not_matter) {
  Ini ini = read("\xef\xbb\xbf[loads]\r\nusers = 5\r\n");
  BOOST_TEST(ini.problems.empty());
  BOOST_REQUIRE(ini.entries.size() == 1);
  BOOST_TEST((ini.entries[0].texts == Texts{"5"}));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_told_with_its_line_and_the_rest_is_read) {
  check_problem("[loads\nusers = 5\n", 1, "this is no section; write [loads]");
  check_problem("[]\n", 1, "this is no section; write [loads]");
  check_problem("[loads] x\n", 1, "this is no section; write [loads]");
  check_problem("[loads]\nusers\n   more\nhits = 2\n", 2, "this is neither a section nor key = value: users");
  check_problem("[loads]\n= 5\n", 2, "this is neither a section nor key = value: = 5");
  check_problem("[loads]\nkey = \"a\n", 2, "the quote is not closed: \"a");
  check_problem("[loads]\nkey = ${NOPE}\n", 2,
                "there is no environment variable for ${NOPE}; write $$ for a dollar sign");
  check_problem("[loads]\nkey = ${HOST\n", 2, "there is no } after ${HOST");
  Ini ini = read("what\n[loads]\nusers = 5\n?\n");
  BOOST_TEST(ini.problems.size() == 2);
  BOOST_TEST(ini.entries.size() == 1);
}
