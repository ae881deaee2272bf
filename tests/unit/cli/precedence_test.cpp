// SPDX-License-Identifier: Apache-2.0
// The command line wins over the environment, the environment over the file.
#include "tests/unit/cli/support.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>

using namespace loads;
using namespace loads::test;

namespace {

// One way to say something at each source, and what it leads to there.
struct Three {
  std::string in_file;
  std::pair<std::string, std::string> in_environment;
  Texts on_command_line;
};

// Every combination of sources: the most important one that says something decides.
void check_matrix(const Three& said, const std::function<int(const cli::RunnerOptions&)>& winner) {
  for (int sources = 0; sources < 8; ++sources) {
    Said all{{"x.T.t"}, {}, ""};
    if (sources & 1)
      all.config = "[loads]\n" + said.in_file + "\n";
    if (sources & 2)
      all.environment.insert(said.in_environment);
    if (sources & 4)
      all.arguments.insert(all.arguments.end(), said.on_command_line.begin(), said.on_command_line.end());
    const int expected = sources & 4 ? 3 : sources & 2 ? 2 : sources & 1 ? 1 : 0;
    BOOST_TEST(winner(parse(all)) == expected, said.in_file << ", sources " << sources);
  }
}

} // namespace

BOOST_AUTO_TEST_CASE(of_a_scalar_the_most_important_source_counts) {
  check_matrix({"threads = 1", {"LOADS_THREADS", "2"}, {"--threads", "3"}},
               [](const cli::RunnerOptions& options) { return static_cast<int>(options.plan.threads); });
}

BOOST_AUTO_TEST_CASE(of_a_flag_the_most_important_source_counts_also_if_it_says_no) {
  auto is_on = [](const cli::RunnerOptions& options) { return options.plan.http.insecure; };
  for (bool in_file : {false, true})
    for (bool in_environment : {false, true})
      for (bool on_command_line : {false, true}) {
        const std::string value[] = {"no", "yes"};
        const Said file{{"x.T.t"}, {}, "[loads]\ninsecure = " + value[in_file]};
        BOOST_TEST(is_on(parse(file)) == in_file);
        Said both = file;
        both.environment["LOADS_INSECURE"] = value[in_environment];
        BOOST_TEST(is_on(parse(both)) == in_environment);
        Said all = both;
        all.arguments.push_back("--insecure=" + value[on_command_line]);
        BOOST_TEST(is_on(parse(all)) == on_command_line);
      }
  BOOST_TEST(is_on(parse({{"x.T.t", "-k"}, {{"LOADS_INSECURE", "0"}}, "[loads]\ninsecure = no"})));
}

BOOST_AUTO_TEST_CASE(a_list_takes_the_place_of_the_others_as_a_whole) {
  check_matrix({"output = null\n   one", {"LOADS_OUTPUT", "null two"}, {"-o", "null", "-o", "three"}},
               [](const cli::RunnerOptions& options) {
                 if (options.outputs == Texts{"stdout"})
                   return 0;
                 BOOST_TEST(options.outputs.size() == 2);
                 return options.outputs.at(1) == "one" ? 1 : options.outputs.at(1) == "two" ? 2 : 3;
               });
}

BOOST_AUTO_TEST_CASE(the_name_of_the_test_is_such_a_value_too) {
  Said said{{}, {}, "[loads]\nfqn = a.T.t"};
  BOOST_TEST(parse(said).qualified_name == "a.T.t");
  said.environment["LOADS_FQN"] = "b.T.t";
  BOOST_TEST(parse(said).qualified_name == "b.T.t");
  said.arguments = {"c.T.t"};
  BOOST_TEST(parse(said).qualified_name == "c.T.t");
}

BOOST_AUTO_TEST_CASE(options_of_plugins_are_such_values_too) {
  auto name = [](const cli::RunnerOptions& options) {
    return options.output_settings.at("file").at("filename");
  };
  Said said{{"x.T.t"}, {}, "[output-file]\nfilename = a"};
  BOOST_TEST(name(parse(said)) == "a");
  said.environment["LOADS_OUTPUT_FILE_FILENAME"] = "b";
  BOOST_TEST(name(parse(said)) == "b");
  said.arguments = {"x.T.t", "--output-file-filename", "c"};
  BOOST_TEST(name(parse(said)) == "c");
}

BOOST_AUTO_TEST_CASE(search_paths_of_all_sources_are_looked_at_the_most_important_first) {
  cli::RunnerOptions options = parse({{"x.T.t", "--module-path", "/a:/b"},
                                      {{"LOADS_MODULE_PATH", "/c:/d"}},
                                      "[loads]\nmodule_path = /e\n  /f"});
  BOOST_TEST((options.module_path == Texts{".", "/a", "/b", "/c", "/d", "/e", "/f"}));
  auto inputs = cli::read_runner_inputs({"--plugin-path=/a"}, {{"LOADS_PLUGIN_PATH", "/b:/c"}});
  BOOST_REQUIRE(inputs);
  BOOST_TEST((cli::plugin_needs(*inputs).folders == Texts{"/a", "/b", "/c"}));
}

BOOST_AUTO_TEST_CASE(of_hits_and_duration_the_more_important_source_decides) {
  using model::Cycles;
  using std::chrono::seconds;
  cli::RunnerOptions time = parse({{"x.T.t", "-d", "5"}, {}, "[loads]\nhits = 3"});
  BOOST_TEST((time.plan.duration == seconds(5)));
  BOOST_TEST(time.plan.hits.empty());
  cli::RunnerOptions hits =
      parse({{"x.T.t", "--hits", "3"}, {{"LOADS_DURATION", "5"}}, "[loads]\nduration = 7"});
  BOOST_TEST((hits.plan.duration == seconds(0)));
  BOOST_TEST((hits.plan.hits == Cycles{3}));
  BOOST_TEST(
      (parse({{"x.T.t"}, {{"LOADS_DURATION", "5"}}, "[loads]\nhits = 3"}).plan.duration == seconds(5)));
  BOOST_TEST(error_of({{"x.T.t", "-d", "5", "--hits", "3"}, {}, ""}) ==
             "--hits and --duration exclude each other");
  BOOST_TEST(error_of({{"x.T.t"}, {{"LOADS_DURATION", "5"}, {"LOADS_HITS", "3"}}, ""}) ==
             "LOADS_HITS and LOADS_DURATION exclude each other");
}

BOOST_AUTO_TEST_CASE(a_mistake_is_told_even_where_another_source_wins) {
  BOOST_TEST(error_of({{"x.T.t", "-u", "3"}, {{"LOADS_USERS", "y"}}, "[loads]\nusers = x"}) ==
             "FILE:2: users x: 'x' is not a whole number; write cycles like 10:20:30\n"
             "LOADS_USERS y: 'y' is not a whole number; write cycles like 10:20:30");
}
