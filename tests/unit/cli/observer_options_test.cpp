// SPDX-License-Identifier: Apache-2.0
#include "core/cli/command_line.hpp"
#include "core/cli/config_file.hpp"
#include "core/cli/environment.hpp"
#include "core/cli/show_config.hpp"
#include "tests/unit/cli/support.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

using namespace loads;
using namespace loads::test;

namespace {

// A program that may have the observer's secrets, as the broker is.
const cli::OptionTable& keeper() {
  static const cli::OptionTable table("broker", {}, {sample_observer()});
  return table;
}

struct Read {
  cli::Layer layer;
  Texts problems;
};

Read read_file(const std::string& text, bool is_private) {
  TemporaryFolder folder;
  const std::string path = folder.write("broker.ini", text);
  std::filesystem::permissions(path, std::filesystem::perms(is_private ? 0600 : 0640));
  auto file = cli::load_config_file(path, {});
  BOOST_REQUIRE(file);
  file->path = "FILE";
  Read read;
  read.layer = cli::read_config_file(keeper(), *file, read.problems);
  return read;
}

} // namespace

BOOST_AUTO_TEST_SUITE(observer_options)

BOOST_AUTO_TEST_CASE(loads_runner_takes_those_of_observers_that_are_used) {
  const Texts run{"x.T.t", "--agents", "2", "--observer", "bell"};
  Texts arguments = run;
  arguments.insert(arguments.end(), {"--observer-bell-tone", "dong"});
  const cli::RunnerOptions options = parse({arguments, {{"LOADS_OBSERVER_BELL_HOUSE", "mine"}}});
  const module::SettingMap expected{{"tone", "dong"}, {"house", "mine"}};
  BOOST_TEST((options.cluster.observer_settings.at("bell") == expected));
  BOOST_TEST(parse({{"x.T.t", "--agents", "2"}, {}, "[observer-bell]\ntone = dong\n"})
                 .cluster.observer_settings.empty());
  // What is typed for another one is a mistake, which the broker tells.
  BOOST_TEST(
      parse({{"x.T.t", "--agents", "2", "--observer-bell-tone", "dong"}}).cluster.observer_settings.size() ==
      1u);
  // And on this machine nobody is told.
  BOOST_TEST(error_of({{"x.T.t", "--observer-bell-tone", "dong"}}) ==
             "--observer-bell-tone: only a run on the agents of a cluster is told of; give --agents and "
             "--observer bell, too");
}

BOOST_AUTO_TEST_CASE(loads_runner_takes_no_secret_from_anywhere_and_repeats_none) {
  const std::string why =
      ": it is a secret, which only the broker's own configuration may have: leave it out here, and "
      "write it there, in the same section of the file of loads-broker";
  BOOST_TEST(error_of({{"x.T.t", "--observer-bell-door-code", "s3cret"}}) ==
             "--observer-bell-door-code" + why);
  BOOST_TEST(error_of({{"x.T.t"}, {{"LOADS_OBSERVER_BELL_DOOR_CODE", "s3cret"}}}) ==
             "LOADS_OBSERVER_BELL_DOOR_CODE" + why);
  BOOST_TEST(error_of({{"x.T.t"}, {}, "[observer-bell]\ndoor_code = s3cret\n"}) == "FILE:2: door_code" + why);
  BOOST_TEST(shown_config({{"x.T.t"}}).find("door_code") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(who_keeps_secrets_has_them_from_a_file_that_nobody_else_reads) {
  const std::string text = "[observer-bell]\ndoor_code = s3cret\ntone = dong\n";
  const Read read = read_file(text, true);
  BOOST_TEST(read.problems.empty());
  BOOST_TEST(read.layer.at("observer-bell-door-code").texts.at(0) == "s3cret");
  BOOST_TEST(read_file(text, false).problems ==
                 (Texts{"FILE:2: door_code is a secret, and others can read this file: chmod 600 FILE"}),
             boost::test_tools::per_element());

  auto typed = cli::read_command_line(keeper(), {"--observer-bell-door-code", "s3cret"});
  BOOST_REQUIRE(!typed);
  BOOST_TEST(typed.error().text ==
             "--observer-bell-door-code is not for the command line, which others can see: write it "
             "into the configuration file, [observer-bell] door_code");
  Texts problems;
  cli::read_environment(keeper(), {{"LOADS_BROKER_OBSERVER_BELL_DOOR_CODE", "s3cret"}}, problems);
  BOOST_TEST(
      problems ==
          (Texts{
              "LOADS_BROKER_OBSERVER_BELL_DOOR_CODE is not looked at: write it into the configuration file, "
              "[observer-bell] door_code"}),
      boost::test_tools::per_element());
  BOOST_TEST(cli::describe_options(keeper()).find("door-code") == std::string::npos);

  cli::Values values(keeper());
  values.add(read.layer, problems);
  const std::string shown = cli::show_config(keeper(), values);
  BOOST_TEST(shown.find("# door_code = ********") != std::string::npos, shown);
  BOOST_TEST(shown.find("s3cret") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
