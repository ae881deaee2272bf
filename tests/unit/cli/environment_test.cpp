// SPDX-License-Identifier: Apache-2.0
#include "core/cli/runner_table.hpp"
#include "tests/unit/cli/support.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace loads::test;

namespace {

Texts unknown(const cli::Environment& environment) {
  return cli::unknown_variables(cli::make_runner_table(sample_plugins()), environment);
}

} // namespace

BOOST_AUTO_TEST_CASE(every_option_but_questions_has_a_variable) {
  cli::OptionTable table = cli::make_runner_table(sample_plugins());
  for (const cli::Option& option : table.options()) {
    const std::string name = cli::environment_name(option);
    BOOST_TEST(table.find_variable(name) == &option, name);
    BOOST_TEST(unknown({{name, "x"}}).empty() == (option.given_in != cli::GivenIn::command_line), name);
  }
  BOOST_TEST(cli::environment_name(*table.find("server-url")) == "LOADS_SERVER_URL");
  BOOST_TEST(cli::environment_name(*table.find("output-my-output-line-count")) ==
             "LOADS_OUTPUT_MY_OUTPUT_LINE_COUNT");
}

BOOST_AUTO_TEST_CASE(lists_are_words_as_in_a_shell) {
  BOOST_TEST((parse({{"x.T.t"}, {{"LOADS_OUTPUT", "  null 'my file' a\\ b \"c d\"\ne"}}, ""}).outputs ==
              Texts{"null", "my file", "a b", "c d", "e"}));
  BOOST_TEST(error_of({{"x.T.t"}, {{"LOADS_OUTPUT", "null\\"}}, ""}).starts_with("LOADS_OUTPUT: "));
  BOOST_TEST(error_of({{"x.T.t"}, {{"LOADS_OUTPUT", "null \"my file"}}, ""}) ==
             "LOADS_OUTPUT: the quote \" is never closed");
}

BOOST_AUTO_TEST_CASE(an_empty_variable_is_none) {
  BOOST_TEST(
      (parse({{"x.T.t"}, {{"LOADS_USERS", ""}, {"LOADS_OUTPUT", ""}}, ""}).outputs == Texts{"stdout"}));
  BOOST_TEST(unknown({{"LOADS_USRS", ""}}).empty());
}

BOOST_AUTO_TEST_CASE(a_variable_may_name_the_file) {
  TemporaryFolder folder;
  const std::string file = folder.write("a.ini", "[loads]\nusers = 4\n");
  BOOST_TEST((parse({{"x.T.t"}, {{"LOADS_CONFIG", file}}, ""}).plan.users == model::Cycles{4}));
  BOOST_TEST((parse({{"x.T.t", "--config=/dev/null"}, {{"LOADS_CONFIG", file}}, ""}).plan.users ==
              model::Cycles{1}));
}

BOOST_AUTO_TEST_CASE(unknown_variables_are_told_with_the_nearest) {
  BOOST_TEST(
      (unknown({{"LOADS_USRS", "3"}, {"PATH", "/"}, {"LOADS_ZZZZZZZZZ", "1"}, {"LOADS_VERSION", "3"}}) ==
       Texts{"the variable LOADS_USRS means nothing; did you mean LOADS_USERS?",
             "LOADS_VERSION is not looked at: --version is for the command line only",
             "the variable LOADS_ZZZZZZZZZ means nothing"}));
}

BOOST_AUTO_TEST_CASE(what_external_runners_are_told_is_no_option_of_what_they_start) {
  const cli::Environment told = {{"LOADS_ZMQ_RECEIVER", "ipc:///tmp/x"},
                                 {"LOADS_AGENT_ID", "a"},
                                 {"LOADS_RUN_ID", "b"},
                                 {"LOADS_TOTAL_USERS", "3"},
                                 {"LOADS_CURRENT_USER", "1"},
                                 {"LOADS_TOTAL_HITS", "7"},
                                 {"LOADS_DURATION", "30"},
                                 {"LOADS_CURRENT_HIT", "2"}};
  BOOST_TEST(unknown(told).empty());
  cli::RunnerOptions options = parse({{"x.T.t"}, told, ""});
  BOOST_TEST((options.plan.hits == model::Cycles{1}));
  BOOST_TEST(options.plan.duration.count() == 0);
  BOOST_TEST(options.zmq_receiver == "");
  cli::Environment users_own = told;
  users_own.erase("LOADS_CURRENT_USER");
  users_own.erase("LOADS_ZMQ_RECEIVER");
  BOOST_TEST((parse({{"x.T.t"}, users_own, ""}).plan.duration == std::chrono::seconds(30)));
}
