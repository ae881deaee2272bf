// SPDX-License-Identifier: Apache-2.0
// Options from files and variables, and what loads-runner tells of itself.
#include "tests/support/runner.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace loads::test;

namespace {

long lines_of(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

// With these variables.
Finished run_with(std::map<std::string, std::string> environment, std::vector<std::string> arguments) {
  Command command = runner_command(std::move(arguments), good_folder());
  command.environment = std::move(environment);
  return loads::test::run(command);
}

} // namespace

BOOST_AUTO_TEST_CASE(the_file_of_the_manual_does_what_the_long_command_line_does) {
  EchoServer server;
  TemporaryFolder folder;
  const std::string file = folder.write("config.ini", "[loads]\n"
                                                      "fqdn = good.Good.test_get\n"
                                                      "server_url = " +
                                                          server.url() +
                                                          "\n"
                                                          "\n"
                                                          "output = stdout\n"
                                                          "         null\n"
                                                          "users = 5\n"
                                                          "hits = 3\n"
                                                          "detach = False\n");
  Finished by_file = run_runner({"--config", file}, good_folder());
  BOOST_TEST(by_file.code == 0, by_file.err);
  BOOST_TEST(figure(by_file.out, "Hits") == 15);
  Finished by_hand = run_runner({"good.Good.test_get", "--server-url", server.url(), "--output", "stdout",
                                 "--output", "null", "--users", "5", "--hits", "3"},
                                good_folder());
  BOOST_TEST(figure(by_hand.out, "Hits") == 15);
  BOOST_TEST(contains(by_file.out, "Test: good.Good.test_get, 5 users, 3 hits each") ==
             contains(by_hand.out, "Test: good.Good.test_get, 5 users, 3 hits each"));
  BOOST_TEST(server.stat("total") == 30);
  Finished both = run_runner({"--config", file, "-u", "2", "--quiet"}, good_folder());
  BOOST_TEST(both.code == 0);
  BOOST_TEST(both.out == "");
  BOOST_TEST(server.stat("total") == 36);
}

BOOST_AUTO_TEST_CASE(files_of_the_manuals_file_are_where_the_long_command_line_puts_them) {
  TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() + "/pushtest");
  for (const char* name : {"one.py", "two.py", "three.txt", "pushtest/data"})
    folder.write(name, "");
  const std::string script =
      folder.write("look.sh", "echo \"$1 $LOADS_TOTAL_USERS $LOADS_DURATION $(ls -R)\" "
                              "> \"$(dirname \"$0\")/seen-$LOADS_CURRENT_USER\"\n");
  const std::string runner = "sh " + script + " {test}", place = folder.path() + "/tests/here";
  folder.write("config.ini", "[loads]\nfqdn = example.TestWebSite.test_something\n"
                             "include_file = *.py\n               pushtest\n"
                             "test_dir = " +
                                 place +
                                 "\nusers = 2\nduration = 1\n"
                                 "test_runner = " +
                                 runner + "\n");
  auto seen = [&](std::vector<std::string> arguments) {
    Finished run = run_runner(std::move(arguments), folder.path());
    std::string text = std::to_string(run.code);
    for (const char* user : {"/seen-1", "/seen-2"}) {
      std::ifstream file(folder.path() + user);
      text.append(std::istreambuf_iterator<char>(file), {});
      std::filesystem::remove(folder.path() + user);
    }
    return text;
  };
  const std::string by_file = seen({"--config", "config.ini"});
  const std::string by_hand =
      seen({"example.TestWebSite.test_something", "--include-file", "*.py", "--include-file", "pushtest",
            "--test-dir", place, "--users", "2", "--duration", "1", "--test-runner", runner});
  BOOST_TEST(by_file == by_hand);
  for (const char* part : {"example.TestWebSite.test_something 2 1 ", "one.py", "two.py", "pushtest", "data"})
    BOOST_TEST(contains(by_file, part), by_file);
  BOOST_TEST(!contains(by_file, "three.txt"));
}

BOOST_AUTO_TEST_CASE(the_manuals_own_file_asks_for_a_broker) {
  TemporaryFolder folder;
  const std::string file = folder.write("config.ini", "[loads]\n"
                                                      "fqdn = example.TestWebSite.test_something\n"
                                                      "agents = 4\n"
                                                      "observer = irc\n"
                                                      "detach = True\n");
  Finished run =
      run_runner({"--config", file, "--broker", "ipc://" + folder.path() + "/none"}, good_folder());
  BOOST_TEST(run.code == 3);
  BOOST_TEST(run.err == "loads-runner: there is no broker at ipc://" + folder.path() +
                            "/none: start one with `loads-broker`, or name its address with --broker\n");
  BOOST_TEST(run.seconds < 5);
}

BOOST_AUTO_TEST_CASE(variables_are_options_and_weaker_than_the_command_line) {
  EchoServer server;
  std::map<std::string, std::string> environment{{"LOADS_SERVER_URL", server.url()},
                                                 {"LOADS_USERS", "4"},
                                                 {"LOADS_FQN", "good.Good.test_get"},
                                                 {"LOADS_OUTPUT", "null stdout"}};
  BOOST_TEST(figure(run_with(environment, {}).out, "Hits") == 4);
  BOOST_TEST(figure(run_with(environment, {"-u", "2"}).out, "Hits") == 2);
  Finished wrong = run_with({{"LOADS_USRS", "3"}, {"LOADS_USERS", "x"}}, {"good.Good.test_count"});
  BOOST_TEST(wrong.code == 2);
  BOOST_TEST(contains(wrong.err, "the variable LOADS_USRS means nothing; did you mean LOADS_USERS?"));
  BOOST_TEST(contains(wrong.err, "LOADS_USERS x: 'x' is not a whole number"));
  BOOST_TEST(lines_of(wrong.err) == 2, wrong.err);
}

BOOST_AUTO_TEST_CASE(a_configuration_that_is_shown_can_be_used) {
  EchoServer server;
  TemporaryFolder folder;
  Finished shown =
      run_runner({"good.Good.test_get", "-u", "3", "--server-url", server.url(), "--show-config"});
  BOOST_TEST(shown.code == 0);
  BOOST_TEST(shown.err == "");
  BOOST_TEST(server.stat("total") == 0);
  const std::string file = folder.write("shown.ini", shown.out);
  BOOST_TEST(figure(run_runner({"--config", file}, good_folder()).out, "Hits") == 3);
  Finished again = run_runner({"--config", file, "--show-config"});
  BOOST_TEST(contains(again.out, "users = 3                                    # " + file + ":"), again.out);
}

BOOST_AUTO_TEST_CASE(a_file_from_a_pipe_is_as_good) {
  Finished run = loads::test::run(
      {{"bash", "-c",
        build_folder() +
            "/bin/loads-runner good.Good.test_count -q --config <(printf '[loads]\\nusers = x\\n')"},
       {},
       good_folder()});
  BOOST_TEST(run.code == 2);
  BOOST_TEST(contains(run.err, ":2: users x: 'x' is not a whole number"), run.err);
}

BOOST_AUTO_TEST_CASE(plugins_are_listed_and_those_that_cannot_be_loaded_with_the_reason) {
  TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() + "/outputs");
  folder.write("outputs/broken.so", "this is no library");
  std::filesystem::copy(good_folder() + "/good.so", folder.path() + "/outputs/tests.so");
  for (const Finished& run : {run_with({{"LOADS_PLUGIN_PATH", folder.path()}}, {"--list-plugins"}),
                              run_runner({"--list-plugins", "--plugin-path", folder.path()})}) {
    BOOST_TEST(run.code == 0);
    BOOST_TEST(run.err == "");
    BOOST_TEST(contains(run.out, "output null: "), run.out);
    BOOST_TEST(contains(run.out, "/lib/loads/outputs/null.so, plugin ABI 1."), run.out);
    BOOST_TEST(contains(run.out, "cannot load " + folder.path() + "/outputs/broken.so: "), run.out);
    BOOST_TEST(contains(run.out, "outputs/tests.so: it is no output"), run.out);
  }
  Finished used = run_runner({"good.Good.test_count", "--output", "broken", "--plugin-path", folder.path()},
                             good_folder());
  BOOST_TEST(used.code == 3);
  BOOST_TEST(lines_of(used.err) == 1, used.err);
}

BOOST_AUTO_TEST_CASE(an_output_that_is_not_there_is_told_with_who_wants_it_and_questions_are_answered) {
  TemporaryFolder folder;
  const std::string file = folder.write("a.ini", "[loads]\noutput = stdot\nusers = x\n");
  Finished run = run_runner({"good.Good.test_count", "--config", file}, good_folder());
  BOOST_TEST(run.code == 2);
  BOOST_TEST(contains(run.err, file + ":2: output: unknown output 'stdot'; there are: "), run.err);
  BOOST_TEST(contains(run.err, file + ":3: users x: "), run.err);
  BOOST_TEST(lines_of(run.err) == 2, run.err);
  BOOST_TEST(contains(run_with({{"LOADS_OUTPUT", "stdot"}}, {"good.Good.test_count"}).err,
                      "LOADS_OUTPUT: unknown output 'stdot'"));
  for (const char* question : {"--list-plugins", "--show-config", "--help", "--version"})
    BOOST_TEST(run_runner({question, "-o", "stdot"}).code == 0, question);
  folder.write("libmine.so", "");
  for (const char* name : {"mine", "libmine.so"})
    BOOST_TEST(contains(run_runner({"x.T.t", "-o", name}, folder.path()).err,
                        "; for the file of that name write ./libmine.so\n"));
}

BOOST_AUTO_TEST_CASE(options_of_outputs_come_from_all_sources_and_only_for_outputs_that_are_used) {
  TemporaryFolder folder;
  const std::string file = folder.write("a.ini", "[loads]\nfqn = good.Good.test_count\noutput = counting\n"
                                                 "plugin_path = " +
                                                     modules("plugins") +
                                                     "\n"
                                                     "[output-counting]\nword = apples\nloud = yes\n");
  auto line = [&](std::map<std::string, std::string> environment, std::vector<std::string> more) {
    more.insert(more.begin(), {"--config", file});
    Finished run = run_with(std::move(environment), std::move(more));
    BOOST_TEST(run.code == 0, run.err);
    return run.out;
  };
  BOOST_TEST(line({}, {}) == "0 apples!\n");
  BOOST_TEST(line({{"LOADS_OUTPUT_COUNTING_WORD", "pears"}}, {}) == "0 pears!\n");
  BOOST_TEST(line({{"LOADS_OUTPUT_COUNTING_WORD", "pears"}},
                  {"--output-counting-word", "plums", "--output-counting-loud=no"}) == "0 plums\n");
  BOOST_TEST(line({}, {"--output", "null"}) == ""); // its section may stay

  Finished unused =
      run_runner({"good.Good.test_count", "--plugin-path", modules("plugins"), "--output-counting-word", "x"},
                 good_folder());
  BOOST_TEST(unused.code == 2);
  BOOST_TEST(
      contains(unused.err, "--output-counting-word is for an output that is not used; add --output counting"),
      unused.err);
  folder.write("wrong.ini", "[output-counting]\nwrod = x\n[output-conting]\n");
  Finished wrong = run_runner(
      {"good.Good.test_count", "--plugin-path", modules("plugins"), "--config", folder.path() + "/wrong.ini"},
      good_folder());
  BOOST_TEST(contains(wrong.err, ":2: unknown key wrod in [output-counting]; did you mean word?"), wrong.err);
  BOOST_TEST(contains(wrong.err, ":3: unknown section [output-conting]; did you mean [output-counting]?"),
             wrong.err);
  Finished listed = run_runner({"--list-plugins", "--plugin-path", modules("plugins")});
  BOOST_TEST(contains(listed.out, "output counting: prints how many hits there were\n"), listed.out);
  BOOST_TEST(contains(listed.out, "    --output-counting-word (=hits): what to call them\n"), listed.out);
}

BOOST_AUTO_TEST_CASE(a_time_that_is_too_short_for_one_answer_is_no_success) {
  EchoServer server;
  Finished run = run_runner(
      {"good.Good.test_long_delay", "--server-url", server.url(), "-d", "100ms", "-u", "2"}, good_folder());
  BOOST_TEST(run.code == 1);
  BOOST_TEST(contains(run.err,
                      "nothing was measured: 2 iterations began, and none ended or had an answer within "
                      "100ms; give a longer --duration"),
             run.err);
}

BOOST_AUTO_TEST_CASE(a_module_that_was_compiled_is_called_by_its_source) {
  TemporaryFolder folder;
  folder.write("bad.cpp", "#include <loads/loads.hpp>\n"
                          "class T : public loads::TestCase { void test_a() { __builtin_trap(); } };\n"
                          "LOADS_SUITE(T, test_a);\n");
  folder.write("none.cpp", "int nothing;\n");
  auto run_it = [&](const std::string& name) {
    Command command = runner_command({name}, folder.path());
    command.environment["XDG_CACHE_HOME"] = folder.path() + "/cache";
    return loads::test::run(command);
  };
  Finished no_test = run_it("bad.T.test_b");
  BOOST_TEST(no_test.code == 2);
  BOOST_TEST(contains(no_test.err, "no test 'test_b' in class T of bad.cpp; it has test_a"), no_test.err);
  Finished crash = run_it("bad.T.test_a");
  BOOST_TEST(crash.code == 3);
  BOOST_TEST(contains(crash.err, "test T.test_a of bad.cpp"), crash.err);
  Finished no_suite = run_it("none.T.test_a");
  BOOST_TEST(no_suite.code == 3);
  BOOST_TEST(contains(no_suite.err, "cannot load none.cpp: it has no entry symbol"), no_suite.err);
  for (const Finished& run : {no_test, crash, no_suite})
    BOOST_TEST(!contains(run.err, "cache"), run.err);
}
