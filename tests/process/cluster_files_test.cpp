// SPDX-License-Identifier: Apache-2.0
// What travels to agents with a run: files, libraries, what TLS needs, runners in other languages.
#include "tests/support/cluster.hpp"
#include "tests/support/external_runner.hpp"
#include "tests/support/suite_with_library.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace loads::test;
namespace fs = std::filesystem;

namespace {

// What the files of a folder hold, one behind the other.
std::vector<std::string> contents_of(const std::string& folder) {
  std::vector<std::string> contents;
  for (const auto& entry : fs::directory_iterator(folder))
    contents.push_back(read_file(entry.path()));
  return contents;
}

void check_sample(const std::string& language, const std::string& runner, const std::string& test,
                  int tests) {
  // The package that runners in JavaScript need is outside of the run's folder.
  TestCluster cluster(2, language == "javascript" ? std::vector<std::string>{"--no-sandbox"}
                                                  : std::vector<std::string>{});
  EchoServer server;
  TemporaryFolder folder;
  fs::copy(source_folder() + "/samples/external/" + language, folder.path(), fs::copy_options::recursive);
  const std::string ending = language == "python" ? ".py" : ".js", example = "example" + ending;
  std::string text = read_file(folder.path() + "/" + example);
  const std::string address = "http://127.0.0.1:9000";
  const std::size_t at = text.find(address);
  BOOST_REQUIRE(at != std::string::npos);
  folder.write(example, text.replace(at, address.size(), server.url()));
  const Finished run = cluster.run(
      {"--test-runner", runner, test, "-a", "2", "-u", "3", "--hits", "4", "--include-file", "*" + ending},
      folder.path());
  BOOST_TEST(run.code == 0, run.err);
  BOOST_TEST(figure(run.out, "Success") == 24 * tests);
  BOOST_TEST(figure(run.out, "Hits") == 24);
}

} // namespace

BOOST_AUTO_TEST_CASE(files_travel_with_their_tree_and_modes_and_go_with_the_run) { // check 39
  TestCluster cluster(2, {"--no-sandbox"}); // the runner shows what it found outside of the run's folder
  ExternalRunner here;
  TemporaryFolder seen;
  here.folder().write("data/one.txt", "1");
  here.folder().write("data/deep/tool", "#!/bin/sh\necho tool ran\n");
  fs::permissions(here.file("data/one.txt"), fs::perms(0640));
  fs::permissions(here.file("data/deep/tool"), fs::perms(0750));
  here.script("r",
              "{ find . -type f -printf '%m %P\\n' | sort -k 2; cat data/one.txt; ./data/deep/tool; } > " +
                  seen.path() + "/$$");
  const std::string place = cluster.folder() + "/x/y";
  const Finished run = cluster.run({"--test-runner", "./r {test}", "x", "-a", "2", "--test-dir", place,
                                    "--include-file", "r", "--include-file", "data"},
                                   here.folder().path());
  BOOST_TEST(run.code == 1, run.err); // it says nothing
  const std::vector<std::string> contents = contents_of(seen.path());
  BOOST_TEST(contents.size() == 2u); // one of each agent
  for (const std::string& content : contents)
    BOOST_TEST(content == "750 data/deep/tool\n640 data/one.txt\n700 r\n1tool ran\n");
  BOOST_TEST(wait_until([&] { return !exists(place + "/r") && !exists(place + "/data"); }));
  BOOST_TEST(wait_until([&] { return cluster.jobs().empty(); }));
}

BOOST_AUTO_TEST_CASE(a_library_travels_with_the_suite_that_needs_it) {
  TestCluster cluster(2);
  const SuiteWithLibrary suite("libhelper.so.1.2.3", {"-Wl,-soname,libhelper.so.1"});
  const Finished without = cluster.run({"suite.T.test", "-a", "2"}, suite.folder());
  BOOST_TEST(without.code == 3);
  BOOST_TEST(contains(without.err, "libhelper.so.1"), without.err);
  const Finished with = cluster.run(
      {"suite.T.test", "-a", "2", "--dep", "lib/libhelper.so.1.2.3", "--hits", "3"}, suite.folder());
  BOOST_TEST(with.code == 0, with.err);
  BOOST_TEST(figure(with.out, "Success") == 6);
}

BOOST_AUTO_TEST_CASE(files_that_were_damaged_at_the_broker_are_sent_to_it_again) {
  TestCluster cluster(1);
  const auto damage = [](const std::string& folder) {
    int files = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
      fs::permissions(entry.path(), fs::perms::owner_write, fs::perm_options::add);
      std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(100);
      file << "damaged";
      ++files;
    }
    return files;
  };
  const std::vector<std::string> arguments = {"silent_failure.Bad.test_bad", "-a", "1"};
  const std::string suites = build_folder() + "/tests/modules/bad";
  BOOST_TEST(cluster.run(arguments, suites).code == 1);
  BOOST_TEST(damage(cluster.folder() + "/broker/files") == 1);
  BOOST_TEST(damage(cluster.folder() + "/agent1/files") == 1);
  const Finished again = cluster.run(arguments, suites);
  BOOST_TEST(again.code == 1, again.err); // as before: it is a test that fails
  BOOST_TEST(
      cluster.broker().wait_for("is damaged or gone; who hands the run over is asked for it again", true));
}

BOOST_AUTO_TEST_CASE(runners_in_python_work_on_agents) {
  check_sample("python", "./runner.py {test}", "example.test_home", 1);
}

BOOST_AUTO_TEST_CASE(runners_in_javascript_work_on_agents) {
  ::setenv("NODE_PATH", (build_folder() + "/tests/npm_zeromq/node_modules").c_str(), 1); // for the agents
  check_sample("javascript", "./runner.js {test}", "example.js", 2);
}
