// SPDX-License-Identifier: Apache-2.0
#include "core/external/command.hpp"

#include <boost/test/unit_test.hpp>

using loads::external::runner_command;
using Words = std::vector<std::string>;

namespace {

void check(std::string_view words, std::string_view test, const Words& expected) {
  auto command = runner_command(words, test);
  BOOST_REQUIRE_MESSAGE(command, words);
  BOOST_TEST(*command == expected, boost::test_tools::per_element());
}

void check_refused(std::string_view words, const std::string& why) {
  auto command = runner_command(words, "t");
  BOOST_REQUIRE(!command);
  BOOST_TEST((command.error().kind == loads::base::ErrorKind::usage));
  BOOST_TEST(command.error().text.find(why) != std::string::npos, command.error().text);
}

} // namespace

BOOST_AUTO_TEST_SUITE(command)

BOOST_AUTO_TEST_CASE(blanks_separate_and_the_test_takes_its_place) {
  check("./runner {test}", "x.js", {"./runner", "x.js"});
  check("  node \t run.js  -- {test}\n", "x.js", {"node", "run.js", "--", "x.js"});
  check("./runner", "x.js", {"./runner"});
  check("r --test={test} {test}{test}", "x", {"r", "--test=x", "xx"});
}

BOOST_AUTO_TEST_CASE(quotes_keep_words_together_as_in_a_shell) {
  check(R"('./my runner' "a  b" c\ d)", "t", {"./my runner", "a  b", "c d"});
  check(R"(r '' "" x'y'"z")", "t", {"r", "", "", "xyz"});
  check(R"(r "a\"b\\c\$d\`e\f" 'a\b"c')", "t", {"r", R"(a"b\c$d`e\f)", R"(a\b"c)"});
  check(R"(sh -c 'exec ./r "$1"' sh {test})", "t", {"sh", "-c", R"(exec ./r "$1")", "sh", "t"});
}

BOOST_AUTO_TEST_CASE(the_test_stays_one_word_whatever_is_in_it) {
  check("r {test}", "a b 'c", {"r", "a b 'c"});
  check("r {test}", "{test}", {"r", "{test}"});
  check("r '{test}'", "a b", {"r", "a b"});
}

BOOST_AUTO_TEST_CASE(nothing_else_of_a_shell_happens) {
  check("r $HOME *.js {other} a|b ~", "t", {"r", "$HOME", "*.js", "{other}", "a|b", "~"});
}

BOOST_AUTO_TEST_CASE(mistakes_are_told) {
  check_refused("r 'a b", "the quote ' is never closed");
  check_refused("r \"a", "the quote \" is never closed");
  check_refused("r a\\", "nothing follows the last backslash");
  check_refused("", "names no program");
  check_refused(" \t", "names no program");
  check_refused("'' x", "names no program");
}

BOOST_AUTO_TEST_SUITE_END()
