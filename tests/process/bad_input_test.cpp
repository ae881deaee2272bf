// SPDX-License-Identifier: Apache-2.0
// What a person gets wrong, and servers that are not there: one clear line, the right exit code.
#include "tests/support/runner.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <unistd.h>

using namespace loads::test;

namespace {

// Refused: one line on stderr (two with the usage), nothing on stdout.
Finished check_refused(std::vector<std::string> arguments, int code, const std::string& words) {
  Finished run = run_runner(std::move(arguments), good_folder());
  BOOST_TEST_CONTEXT(run.err) {
    BOOST_TEST(run.code == code);
    BOOST_TEST(contains(run.err, words));
    BOOST_TEST(std::count(run.err.begin(), run.err.end(), '\n') <= 2);
    BOOST_TEST(run.out == "");
  }
  return run;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_missing_name_prints_the_usage_line_and_exits_2) {
  check_refused({}, 2, "usage: loads-runner [options] MODULE.CLASS[.TEST]");
}

BOOST_AUTO_TEST_CASE(bad_options_are_usage_errors) {
  check_refused({"good.Good.test_get", "-u", "10:x"}, 2, "'x'");
  check_refused({"good.Good.test_get", "-u", "0"}, 2, "--users");
  check_refused({"good.Good.test_get", "--hits", "0"}, 2, "--hits");
  check_refused({"good.Good.test_get", "-d", "0"}, 2, "--duration");
  check_refused({"good.Good.test_get", "--usrs", "1"}, 2, "did you mean --users?");
  check_refused({"good.Good.test_get", "-o", "stdot"}, 2, "did you mean stdout?");
  check_refused({"good.Good.test_get", "-o", "./nothing.so"}, 3, "./nothing.so");
  check_refused({"good.Good.test_get", "-o", "./good.so"}, 3, "it is no output");
  check_refused({"good.Good.test_get", "another.Good.test_get"}, 2, "one test at a time");
  check_refused(
      {"good.Good.test_get", "-o", "file", "--output-file-filename", "-", "-o", "json",
       "--output-json-filename", "-"},
      2,
      "--output-json-filename and --output-file-filename are both -, which is stdout; give all but one "
      "of them a file");
  check_refused({"no-dots-here"}, 2, "no-dots-here");
  check_refused({"../good.Good.test_get"}, 2, "");
}

BOOST_AUTO_TEST_CASE(what_is_no_utf8_is_a_usage_error_here_and_before_a_broker_is_asked) {
  check_refused({"good.Good.test_get\xff"}, 2, "the test good.Good.test_get\\xff: it is no UTF-8");
  for (const auto& [option, value] :
       {std::pair<std::string, std::string>{"--server-url", "http://127.0.0.1:9/\xff"},
        {"--threshold", "label(\xff).p95<1s"},
        {"--test-dir", "/tmp/a\xff"},
        {"--test-runner", "sh -c \xff"}})
    for (const std::vector<std::string>& more : {std::vector<std::string>(), {"--agents", "1"}}) {
      std::vector<std::string> arguments{"good.Good.test_get", option, value};
      arguments.insert(arguments.end(), more.begin(), more.end());
      check_refused(arguments, 2, option + " ");
      check_refused(arguments, 2, "it is no UTF-8");
    }
}

BOOST_AUTO_TEST_CASE(files_for_tls_that_cannot_be_used_are_refused_before_the_run) {
  check_refused({"good.Good.test_get", "--ca-file", "/nowhere.pem"}, 2, "/nowhere.pem");
  TemporaryFolder folder;
  std::string file = folder.write("bad.pem", "this is no certificate");
  check_refused({"good.Good.test_get", "--client-cert", file}, 2, file);
}

BOOST_AUTO_TEST_CASE(too_few_descriptors_are_said_before_the_run) {
  // Root could raise the hard limit, unless that right is taken away.
  std::string drop = ::geteuid() == 0 ? "setpriv --bounding-set=-sys_resource " : "";
  Finished run = loads::test::run(
      {{"bash", "-c",
        "ulimit -n 200 && exec " + drop + build_folder() + "/bin/loads-runner good.Good.test_count -u 1000"},
       {},
       good_folder()});
  BOOST_TEST(run.code == 3);
  BOOST_TEST(contains(run.err, "too few file descriptors: 1000 users need 1064, the hard limit is 200"),
             run.err);
  BOOST_TEST(run.out == "");
}

BOOST_AUTO_TEST_CASE(a_soft_limit_of_descriptors_is_raised) {
  EchoServer server;
  Finished run =
      loads::test::run({{"bash", "-c",
                         "ulimit -S -n 100 && exec " + build_folder() +
                             "/bin/loads-runner good.Good.test_delay -u 300 --server-url " + server.url()},
                        {{"LOADS_ALLOW_INVALID", "yes"}},
                        good_folder()});
  BOOST_TEST(run.code == 0, run.err);
  BOOST_TEST(figure(run.out, "Success") == 300);
}

BOOST_AUTO_TEST_CASE(a_server_that_is_not_there_is_an_error_with_a_hit_and_a_reason) {
  Finished run =
      run_runner({"good.Good.test_get", "--server-url", "http://127.0.0.1:1", "-u", "3"}, good_folder());
  BOOST_TEST(run.code == 1);
  BOOST_TEST(figure(run.out, "Errors") == 3);
  BOOST_TEST(figure(run.out, "Hits") == 3);
  BOOST_TEST(contains(run.out, "no answer: 3 x connection refused"));
  BOOST_TEST(contains(run.err, "http://127.0.0.1:1"));
}

BOOST_AUTO_TEST_CASE(a_name_that_does_not_exist_is_told_as_such) {
  Finished run =
      run_runner({"good.Good.test_get", "--server-url", "http://no-such-host.invalid"}, good_folder());
  BOOST_TEST(run.code == 1);
  BOOST_TEST(contains(run.out, "name not resolved"));
  BOOST_TEST(contains(run.err, "no-such-host.invalid"));
}

BOOST_AUTO_TEST_CASE(a_server_url_that_is_none_is_told_before_the_run) {
  for (const auto& [url, why] :
       {std::pair("localhost:9000", "no URL; write http://localhost:9000"),
        std::pair("http://", "a server is missing; write a URL like http://localhost:9000")}) {
    Finished run = run_runner({"good.Good.test_get", "--server-url", url}, good_folder());
    BOOST_TEST(run.code == 2);
    BOOST_TEST(run.err == std::string("loads-runner: --server-url ") + url + ": " + why + "\n");
  }
}

BOOST_AUTO_TEST_CASE(without_a_report_a_line_says_that_iterations_failed) {
  for (const char* option : {"--quiet", "--output=null"}) {
    Finished run = run_runner({"good.Good.test_fail", "-u", "3", option}, good_folder());
    BOOST_TEST(run.code == 1);
    BOOST_TEST(run.err == "loads-runner: 3 of 3 iterations failed; --output stdout shows why\n");
  }
}

BOOST_AUTO_TEST_CASE(a_metric_without_a_name_is_told) {
  TemporaryFolder folder;
  folder.write("nameless.cpp", "#include <loads/loads.hpp>\n"
                               "static const loads::Counter counter(\"\");\n"
                               "class T : public loads::TestCase { void test_a() { counter.add(); } };\n"
                               "LOADS_SUITE(T, test_a);\n");
  Command command = runner_command({"nameless.T.test_a"}, folder.path());
  command.environment["XDG_CACHE_HOME"] = folder.path() + "/cache";
  Finished run = loads::test::run(command);
  BOOST_TEST(run.code == 3);
  BOOST_TEST(contains(run.err, "cannot load nameless.cpp: a metric has no name; give it one\n"), run.err);
}

BOOST_AUTO_TEST_CASE(a_relative_url_without_a_server_names_the_option) {
  Finished run = run_runner({"good.Good.test_get"}, good_folder());
  BOOST_TEST(run.code == 1);
  BOOST_TEST(figure(run.out, "Errors") == 1);
  BOOST_TEST(contains(run.err, "--server-url"));
}

BOOST_AUTO_TEST_CASE(a_source_file_alone_is_compiled_once_and_again_when_it_changes) {
  TemporaryFolder folder;
  const std::string source =
      "#include <loads/loads.hpp>\n"
      "class T : public loads::TestCase { void test_a() { incr_counter(\"version 1\"); } };\n"
      "LOADS_SUITE(T, test_a);\n";
  folder.write("a/b/example.cpp", source);
  auto run_it = [&] {
    Command command = runner_command({"a.b.example.T.test_a"}, folder.path());
    command.environment["XDG_CACHE_HOME"] = folder.path() + "/cache";
    return loads::test::run(command);
  };
  Finished first = run_it();
  BOOST_TEST(first.code == 0, first.err);
  BOOST_TEST(contains(first.err, "compiling a/b/example.cpp"));
  Finished second = run_it();
  BOOST_TEST(second.code == 0);
  BOOST_TEST(second.err == "");

  std::string changed = source;
  changed.replace(changed.find("version 1"), 9, "version 2");
  std::string file = folder.write("a/b/example.cpp", changed);
  std::filesystem::last_write_time(file,
                                   std::filesystem::file_time_type::clock::now() + std::chrono::seconds(2));
  Finished third = run_it();
  BOOST_TEST(contains(third.out, "version 2"));
}

BOOST_AUTO_TEST_CASE(errors_of_the_compiler_are_shown_as_they_are) {
  TemporaryFolder folder;
  folder.write("broken.cpp", "this is no C++\n");
  Command command = runner_command({"broken.T.test_a"}, folder.path());
  command.environment["XDG_CACHE_HOME"] = folder.path() + "/cache";
  Finished run = loads::test::run(command);
  BOOST_TEST(run.code == 3);
  BOOST_TEST(contains(run.err, "broken.cpp:1:1: error:"));
  BOOST_TEST(contains(run.err, "cannot compile broken.cpp"));
  BOOST_TEST(run.out == "");
}

BOOST_AUTO_TEST_CASE(a_cache_that_others_may_write_to_is_not_used) {
  TemporaryFolder folder;
  folder.write("example.cpp", "");
  std::filesystem::create_directories(folder.path() + "/cache/loads");
  std::filesystem::permissions(folder.path() + "/cache/loads", std::filesystem::perms::all);
  Command command = runner_command({"example.T.test_a"}, folder.path());
  command.environment["XDG_CACHE_HOME"] = folder.path() + "/cache";
  Finished run = loads::test::run(command);
  BOOST_TEST(run.code == 3);
  BOOST_TEST(contains(run.err, "others may write to it"));
}

BOOST_AUTO_TEST_CASE(modules_are_found_in_the_folders_of_the_environment) {
  Command command = runner_command({"good.Good.test_count", "-q"}, "/");
  command.environment["LOADS_MODULE_PATH"] = "/nowhere:" + good_folder();
  BOOST_TEST(loads::test::run(command).code == 0);
}

BOOST_AUTO_TEST_CASE(the_tests_of_a_module_are_listed_by_name_or_file) {
  Finished by_name = run_runner({"--list", "good"}, good_folder());
  Finished by_file = run_runner({"--list", "./good.so"}, good_folder());
  BOOST_TEST(by_name.code == 0);
  BOOST_TEST(contains(by_name.out, "good.Good.test_get\n"));
  BOOST_TEST(by_file.out == by_name.out);
}

BOOST_AUTO_TEST_CASE(the_version_and_the_help_go_to_stdout) {
  Finished version = run_runner({"--version"});
  BOOST_TEST(version.code == 0);
  BOOST_TEST(std::count(version.out.begin(), version.out.end(), '.') == 2);
  Finished help = run_runner({"--help"});
  BOOST_TEST(help.code == 0);
  BOOST_TEST(help.err == "");
  for (const char* word : {"--users", "--hits", "--duration", "--server-url", "--output", "--quiet",
                           "--threads", "--list", "--version", "--help", "stdout:", "null:", "Exit codes"})
    BOOST_TEST(contains(help.out, word), word);
}

BOOST_AUTO_TEST_CASE(a_reader_that_goes_away_does_not_hurt_the_run) {
  EchoServer server;
  Finished run =
      loads::test::run({{"bash", "-c",
                         build_folder() + "/bin/loads-runner good.Good.test_get --hits 50 --server-url " +
                             server.url() + " | true; exit ${PIPESTATUS[0]}"},
                        {},
                        good_folder()});
  BOOST_TEST(run.code == 0);
  BOOST_TEST(run.err == "");
}

BOOST_AUTO_TEST_CASE(the_worker_says_that_it_is_not_for_people) {
  Finished run = loads::test::run({{build_folder() + "/bin/loads-worker"}});
  BOOST_TEST(run.code == 2);
  BOOST_TEST(contains(run.err, "it is started by loads-runner"));
}
