// SPDX-License-Identifier: Apache-2.0
// Outputs that fail, or are stuck: the load goes on, nothing is lost in silence, and the program can be
// ended.
#include "tests/support/runner.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace loads::test;

namespace {

std::vector<std::string> chatter(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(),
                   {"chatter.Chatter.test_counters", "--hits", "20", "--output", "stdout"});
  return arguments;
}

} // namespace

BOOST_AUTO_TEST_SUITE(output_faults)

BOOST_AUTO_TEST_CASE(an_output_that_fails_three_times_is_switched_off_and_the_others_go_on) {
  TemporaryFolder folder;
  const std::string file = folder.path() + "/events.jsonl";
  const Finished run = run_runner(
      chatter({"--output", modules("outputs/broken.so"), "--output", "file", "--output-file-filename", file}),
      modules("good"));
  BOOST_TEST(run.code == 3);
  BOOST_TEST(figure(run.out, "Success") == 20);
  BOOST_TEST(contains(run.err, "out of order"));
  BOOST_TEST(contains(run.err, "output broken failed in events (status 6); it is switched off"));
  // Run started and ended, 20 tests started and ended, 20,000 counters.
  BOOST_TEST(contains(
      run.err, "output broken did not get 20042 events of 20042, 0 of them hits: it was switched off"));
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  BOOST_TEST(contains(text.str(), "\"data_type\": \"end\", \"events\": 20042, \"dropped\": 0"));
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_told_and_the_run_goes_on) {
  const Finished run =
      run_runner(chatter({"--output", "file", "--output-file-filename", "/dev/full"}), modules("good"));
  BOOST_TEST(run.code == 3);
  BOOST_TEST(figure(run.out, "Success") == 20);
  const std::string sentence = "cannot write /dev/full: No space left on device";
  BOOST_TEST(contains(run.err, sentence));
  BOOST_TEST(run.err.find(sentence) == run.err.rfind(sentence), run.err); // once
  BOOST_TEST(contains(run.err, "it is switched off"));
}

BOOST_AUTO_TEST_CASE(without_a_file_name_or_with_one_that_does_not_work_nothing_is_started) {
  const Finished without = run_runner(chatter({"--output", "file"}), modules("good"));
  BOOST_TEST(without.code == 2);
  BOOST_TEST(contains(without.err, "--output-file-filename"));
  BOOST_TEST(!contains(without.out, "Success"));
  // Below a device there is no folder, for root neither.
  const Finished wrong = run_runner(chatter({"--output", "file", "--output-file-filename", "/dev/null/a",
                                             "--output", "json", "--output-json-filename", "/dev/null/b",
                                             "--output", "csv", "--output-csv-filename", "/dev/null/c"}),
                                    modules("good"));
  BOOST_TEST(wrong.code == 3);
  BOOST_TEST(wrong.out == "");
  std::string expected;
  for (const auto& [output, file] :
       {std::pair("file", "/dev/null/a"), std::pair("json", "/dev/null/b"), std::pair("csv", "/dev/null/c")})
    expected += std::string("loads-runner: output ") + output + ": cannot write " + file +
                ": Not a directory; change --output-" + output + "-filename\n";
  BOOST_TEST(wrong.err == expected);
}

BOOST_AUTO_TEST_CASE(outputs_that_would_write_over_each_other_are_refused) {
  TemporaryFolder folder;
  const std::string file = folder.path() + "/x", link = folder.path() + "/link";
  std::filesystem::create_symlink("x", link);
  const auto refusal = [](std::vector<std::string> arguments) {
    const Finished run = run_runner(chatter(std::move(arguments)), modules("good"));
    BOOST_TEST(run.code == 2);
    return run.err;
  };
  for (const std::string& other : {file, folder.path() + "/./x", link})
    BOOST_TEST(refusal({"--output", "json", "--output-json-filename", file, "--output", "csv",
                        "--output-csv-filename", other}) ==
               "loads-runner: --output-csv-filename and --output-json-filename are one file, " + other +
                   "; give each output its own\n");
  BOOST_TEST(refusal({"--output", "null", "--output", "null"}) ==
             "loads-runner: output null is wanted twice; give --output null once\n");
  BOOST_TEST(refusal({"--output", "json", "--output-json-filename="}) ==
             "loads-runner: --output-json-filename is empty; give it the name of a file\n");
  BOOST_TEST(!std::filesystem::exists(file));
  const Finished devices = run_runner(chatter({"--output", "json", "--output-json-filename", "/dev/null",
                                               "--output", "csv", "--output-csv-filename", "/dev/null"}),
                                      modules("good"));
  BOOST_TEST(devices.code == 0, devices.err);
}

BOOST_AUTO_TEST_CASE(what_is_stuck_is_told_and_ctrl_c_leaves_it_behind) {
  TemporaryFolder folder;
  const std::string pipe = folder.path() + "/pipe";
  BOOST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const int reader = ::open(pipe.c_str(), O_RDWR | O_CLOEXEC); // that never reads
  Program program(
      runner_command(chatter({"--output", "file", "--output-file-filename", pipe}), modules("good")));
  BOOST_REQUIRE(program.wait_for("Success: 20"));
  BOOST_REQUIRE(program.wait_for("waiting for what is still to be written by output file", true));
  program.send(SIGINT);
  const Finished run = program.wait();
  BOOST_TEST(run.code == 3);
  ::close(reader);
}

BOOST_AUTO_TEST_SUITE_END()
