// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cli/support.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>

using namespace loads;
using namespace loads::test;

namespace {

// Lines that give a value, without their comments' column.
Texts values_of(const std::string& config) {
  Texts lines;
  std::istringstream in(config);
  for (std::string line; std::getline(in, line);)
    if (!line.empty() && line[0] != '#')
      lines.push_back(line.substr(0, line.find("  # ")));
  return lines;
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

const Said various{
    {"a.T.t", "-u", "10:20", "--server-url", "http://h/ #x", "-o", "null", "-o", "my \"file\" $HOME"},
    {{"LOADS_TIMEOUT", "3s"}, {"LOADS_OUTPUT_FILE_APPEND", "yes"}, {"LOADS_CA_FILE", "a\nb\\c"}},
    "[loads]\nduration = 1m\nmodule_path = /a\n  /b c\ninsecure = no\n"
    "[output-file]\nfilename = '${X}'\n"};

} // namespace

BOOST_AUTO_TEST_CASE(each_value_is_shown_with_where_it_comes_from) {
  const std::string text = shown_config(various);
  BOOST_TEST_CONTEXT(text) {
    BOOST_TEST(has_line(text, "fqn = a.T.t                                  # command line"));
    BOOST_TEST(has_line(text, "users = 10:20                                # command line"));
    BOOST_TEST(has_line(text, "duration = 1m                                # FILE:2"));
    BOOST_TEST(has_line(text, "timeout = 3s                                 # LOADS_TIMEOUT"));
    BOOST_TEST(has_line(text, "stall_limit = 10s                            # default"));
    BOOST_TEST(has_line(text, "# threads =                                  # default: one a core"));
    BOOST_TEST(has_line(text, "# hits ="));
    BOOST_TEST(has_line(text, "module_path =                                # FILE:3\n    /a\n    \"/b c\""));
    BOOST_TEST(has_line(text, "\n[output-file]\nfilename = $${X}                             # FILE:7"));
    BOOST_TEST(has_line(text, "[output-my_output]\nline_count = 7                               # default"));
    for (const char* question : {"help", "version", "list_plugins", "show_config", "fqdn", " iterations",
                                 "batched", "attach", "check_cluster"})
      BOOST_TEST(text.find(question) == std::string::npos, question);
  }
}

BOOST_AUTO_TEST_CASE(what_is_shown_says_the_same_when_it_is_read) {
  const std::string first = shown_config(various);
  const std::string second = shown_config({{}, {}, first});
  const Texts first_values = values_of(first), second_values = values_of(second);
  BOOST_TEST(first_values == second_values, boost::test_tools::per_element());
  cli::RunnerOptions before = parse(various), after = parse({{}, {}, first});
  BOOST_TEST((before.plan == after.plan));
  BOOST_TEST((before.outputs == after.outputs));
  BOOST_TEST((before.output_settings.at("file").at("filename") == "${X}"));
  BOOST_TEST((after.output_settings.at("file").at("filename") == "${X}"));
  BOOST_TEST((after.module_path == before.module_path));
  BOOST_TEST(after.plan.http.ca_file == "a\nb\\c");
}

BOOST_AUTO_TEST_CASE(passwords_are_not_shown) {
  const std::string text = shown_config(
      {{"a.T.t", "--server-url", "http://me:hush@host/x@y"}, {{"LOADS_OUTPUT_FILE_PASSWORD", "hush"}}, ""});
  BOOST_TEST(text.find("hush") == std::string::npos, text);
  BOOST_TEST(has_line(text, "# server_url = ********                      # command line, not shown"));
  BOOST_TEST(
      has_line(text, "# password = ********                        # LOADS_OUTPUT_FILE_PASSWORD, not shown"));
  const std::string plain = shown_config({{"a.T.t", "--server-url", "http://host/x@y"}, {}, ""});
  BOOST_TEST(plain.find("server_url = http://host/x@y") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_mistake_is_told_instead) {
  BOOST_TEST(error_of({{"--show-config", "-u", "x"}, {}, ""}).starts_with("--users x: "));
}
