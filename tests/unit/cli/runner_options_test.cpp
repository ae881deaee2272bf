// SPDX-License-Identifier: Apache-2.0
#include "core/cli/runner_options.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>

using namespace loads;
using cli::RunnerOptions;
using Texts = std::vector<std::string>;

namespace {

const loads_option file_options[] = {{"filename", "where to write", "out.txt", LOADS_OPTION_TEXT, 0},
                                     {"append", "add to it", "false", LOADS_OPTION_FLAG, 0}};
const loads_output file_table = {sizeof(loads_output),
                                 0,
                                 "file",
                                 "help",
                                 file_options,
                                 2,
                                 nullptr,
                                 nullptr,
                                 nullptr,
                                 nullptr,
                                 nullptr,
                                 nullptr,
                                 nullptr};
const std::vector<module::OutputPlugin> plugins = {{&file_table, "file", "writes a file", "file.so"}};

RunnerOptions parse(Texts arguments) {
  auto options = cli::parse_runner_options(arguments, plugins);
  BOOST_REQUIRE_MESSAGE(options, (options ? "" : options.error().text));
  return *options;
}

std::string error_of(Texts arguments) {
  auto options = cli::parse_runner_options(arguments, plugins);
  BOOST_REQUIRE(!options);
  BOOST_TEST((options.error().kind == base::ErrorKind::usage));
  return options.error().text;
}

using Cycles = model::Cycles;
using std::chrono::milliseconds;
using std::chrono::seconds;

} // namespace

BOOST_AUTO_TEST_CASE(without_options_one_user_makes_one_hit) {
  RunnerOptions options = parse({"example.T.t"});
  BOOST_TEST(options.qualified_name == "example.T.t");
  BOOST_TEST((options.plan.users == Cycles{1}));
  BOOST_TEST((options.plan.hits == Cycles{1}));
  BOOST_TEST(options.plan.duration.count() == 0);
  BOOST_TEST((options.outputs == Texts{"stdout"}));
}

BOOST_AUTO_TEST_CASE(users_hits_and_duration_are_read_in_all_their_forms) {
  RunnerOptions options = parse({"example.T.t", "-u", "10:20:30", "--hits=20"});
  BOOST_TEST((options.plan.users == Cycles{10, 20, 30}));
  BOOST_TEST((options.plan.hits == Cycles{20}));
  BOOST_TEST((parse({"--users", "3", "-c", "7", "x.T.t"}).plan.hits == Cycles{7}));
  BOOST_TEST((parse({"x.T.t", "-d", "1m30s"}).plan.duration == seconds(90)));
  BOOST_TEST((parse({"x.T.t", "--duration", "250ms"}).plan.duration == milliseconds(250)));
  BOOST_TEST((parse({"x.T.t", "-d", "5"}).plan.hits.empty()));
}

BOOST_AUTO_TEST_CASE(long_options_may_be_shortened_while_they_are_unique) {
  BOOST_TEST((parse({"x.T.t", "--dur", "5"}).plan.duration == seconds(5)));
}

BOOST_AUTO_TEST_CASE(hits_and_duration_exclude_each_other_and_the_message_names_both) {
  for (const char* hits : {"--hits", "-c"}) {
    std::string text = error_of({"x.T.t", hits, "1", "-d", "1"});
    BOOST_TEST(text.find("--hits") != std::string::npos);
    BOOST_TEST(text.find("--duration") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(bad_numbers_are_refused_with_the_part_that_is_wrong) {
  BOOST_TEST(error_of({"x.T.t", "-u", "10:x"}).find("'x'") != std::string::npos);
  BOOST_TEST(error_of({"x.T.t", "-u", "0"}).find("--users") != std::string::npos);
  BOOST_TEST(error_of({"x.T.t", "--hits", "-3"}).find("--hits") != std::string::npos);
  BOOST_TEST(error_of({"x.T.t", "-d", "soon"}).find("--duration") != std::string::npos);
  BOOST_TEST(error_of({"x.T.t", "-d", "106000d"}).find("at most 36500d") != std::string::npos);
  BOOST_TEST(error_of({"x.T.t", "-d", "0"}).find("--duration") != std::string::npos);
  BOOST_TEST(error_of({"x.T.t", "--stack-size", "3"}).find("--stack-size 3") != std::string::npos);
  BOOST_TEST(error_of({"x.T.t", "--stack-size", "1x"}).find("256k") != std::string::npos);
  BOOST_TEST(error_of({"x.T.t", "--threads", "many"}).find("threads") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_unknown_option_is_answered_with_the_nearest) {
  BOOST_TEST(error_of({"x.T.t", "--usrs", "3"}) == "unknown option --usrs; did you mean --users?");
  BOOST_TEST(error_of({"x.T.t", "--output-file-filenam2", "3"}).find("--output-file-filename") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(outputs_replace_the_default_and_add_up) {
  BOOST_TEST((parse({"x.T.t", "--output", "null"}).outputs == Texts{"null"}));
  BOOST_TEST((parse({"x.T.t", "-o", "null", "--output=file"}).outputs == Texts{"null", "file"}));
  BOOST_TEST(parse({"x.T.t", "--quiet"}).outputs.empty());
  BOOST_TEST((parse({"x.T.t", "-q", "-o", "file", "-o", "stdout"}).outputs == Texts{"file"}));
}

BOOST_AUTO_TEST_CASE(outputs_are_known_before_the_rest_is_parsed_however_they_are_written) {
  BOOST_TEST((cli::wanted_outputs({"x.T.t", "-o", "a", "-ob", "--output", "c", "--output=d", "--outp", "e",
                                   "--out=f"}) == Texts{"a", "b", "c", "d", "e", "f"}));
  BOOST_TEST((parse({"x.T.t", "-onull", "--output", "file"}).outputs == Texts{"null", "file"}));
  BOOST_TEST(cli::wanted_outputs({"x.T.t", "--output-file-filename", "a", "-o"}).empty());
}

BOOST_AUTO_TEST_CASE(options_of_outputs_come_from_their_tables) {
  RunnerOptions options = parse({"x.T.t", "--output-file-filename", "a.txt", "--output-file-append"});
  BOOST_TEST(options.output_settings.at("file").at("filename") == "a.txt");
  BOOST_TEST(options.output_settings.at("file").at("append") == "true");
  std::string help = cli::runner_help(plugins);
  BOOST_TEST(help.find("--output-file-filename") != std::string::npos);
  BOOST_TEST(help.find("file: writes a file") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(module_folders_come_from_here_the_option_and_the_environment_in_that_order) {
  ::setenv("LOADS_MODULE_PATH", "/c:/d", 1);
  RunnerOptions options = parse({"x.T.t", "--module-path", "/a:/b", "--module-path", "/b2"});
  ::unsetenv("LOADS_MODULE_PATH");
  BOOST_TEST((options.module_path == Texts{".", "/a", "/b", "/b2", "/c", "/d"}));
}

BOOST_AUTO_TEST_CASE(no_name_is_a_usage_error_and_two_are_one_too_many) {
  BOOST_TEST(error_of({}) == "");
  BOOST_TEST(error_of({"a.T.t", "b.T.t"}).find("one test at a time") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(questions_need_no_test) {
  BOOST_TEST((parse({"--help"}).action == RunnerOptions::Action::help));
  BOOST_TEST((parse({"--version"}).action == RunnerOptions::Action::version));
  BOOST_TEST((parse({"--list", "example.so"}).action == RunnerOptions::Action::list));
}
