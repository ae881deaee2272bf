// SPDX-License-Identifier: Apache-2.0
// How a run ends when something around it goes wrong: interrupted before it began, a worker that is silent or
// does not end, streams that are closed or full.
#include "tests/support/runner.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace loads::test;

namespace {

Finished run_bad(const std::string& module) {
  return run_runner({module + ".Bad.test_bad"}, modules("bad"));
}

// The runner with its streams changed by a shell: "$@" >&-
Command in_shell(const std::string& script, std::vector<std::string> arguments, const std::string& folder) {
  Command command = runner_command(std::move(arguments), folder);
  command.arguments.insert(command.arguments.begin(), {"/bin/sh", "-c", "exec " + script, "sh"});
  return command;
}

// The children of a process.
std::vector<pid_t> children(pid_t pid) {
  std::string task = "/proc/" + std::to_string(pid) + "/task/" + std::to_string(pid) + "/children";
  std::ifstream in(task);
  return {std::istream_iterator<pid_t>(in), {}};
}

constexpr const char* class_of_one_test = R"(
#include <loads/loads.hpp>
class T : public loads::TestCase {
  void test_t() {
    volatile char large[600 * 1024];
    large[0] = 1;
    sleep(std::chrono::milliseconds(large[0]));
  }
};
LOADS_SUITE(T, test_t);
)";

} // namespace

BOOST_AUTO_TEST_SUITE(endings)

BOOST_AUTO_TEST_CASE(a_stop_while_the_source_is_compiled_ends_the_compiler_and_runs_nothing) {
  for (int signal : {SIGINT, SIGTERM}) {
    TemporaryFolder folder;
    folder.write("slow.cpp", class_of_one_test);
    std::string compiler = folder.write("compiler", "#!/bin/sh\necho compiler runs >&2\nsleep 60\n");
    std::filesystem::permissions(compiler, std::filesystem::perms::owner_all);
    Command command = runner_command({"slow.T.test_t"}, folder.path());
    command.environment["CXX"] = compiler;
    command.environment["XDG_CACHE_HOME"] = folder.path();
    Program program(command);
    BOOST_REQUIRE(program.wait_for("compiler runs", true));
    program.send(signal);
    Finished run = program.wait();
    BOOST_TEST(run.code == 3);
    BOOST_TEST(run.seconds < 30);
    BOOST_TEST(contains(run.err, "cannot compile slow.cpp: stopped by the user"));
    BOOST_TEST(run.out == "");
  }
}

BOOST_AUTO_TEST_CASE(a_stop_while_the_module_is_loaded_runs_nothing) {
  Program program(runner_command({"sleeps_at_load.Bad.test_bad"}, modules("bad")));
  BOOST_REQUIRE(program.wait_for("loading"));
  program.send(SIGINT);
  Finished run = program.wait();
  BOOST_TEST(run.code == 3);
  BOOST_TEST(run.seconds < 30);
  BOOST_TEST(contains(run.err, "stopped by the user while sleeps_at_load.so was being loaded"));
  BOOST_TEST(run.out == "loading\n");
}

BOOST_AUTO_TEST_CASE(a_stop_while_the_module_is_loaded_in_process_waits_for_nothing) {
  Program program(runner_command({"sleeps_at_load.Bad.test_bad", "--in-process"}, modules("bad")));
  BOOST_REQUIRE(program.wait_for("loading"));
  program.send(SIGINT);
  Finished run = program.wait();
  BOOST_TEST(run.code == 3);
  BOOST_TEST(run.seconds < 30);
  BOOST_TEST(contains(run.err, "stopped by the user while sleeps_at_load.so was being loaded"));
}

BOOST_AUTO_TEST_CASE(a_crash_is_seen_at_once_though_a_forked_child_lives_on) {
  Finished run = run_bad("forks_and_crashes");
  BOOST_TEST(run.code == 3);
  BOOST_TEST(run.seconds < 30); // the child has a minute
  BOOST_TEST(contains(run.out + run.err, "SIGSEGV"));
}

BOOST_AUTO_TEST_CASE(the_same_stop_that_arrives_twice_is_one) {
  EchoServer server;
  Program program(runner_command({"good.Good.test_long_delay", "--server-url", server.url(), "-u", "7"},
                                 modules("good")));
  BOOST_REQUIRE(wait_until([&] { return server.stat("current") >= 7; })); // all users are in flight
  program.send(SIGTERM); // as `timeout` does: the process, then its group
  program.send(SIGINT);
  Finished run = program.wait();
  BOOST_TEST(run.code == 1, run.err);
  BOOST_TEST(contains(run.err, "nothing was measured: 7 iterations began, and none had ended"), run.err);
  BOOST_TEST(figure(run.out, "Stopped") == 7);
}

BOOST_AUTO_TEST_CASE(a_crash_after_the_run_is_told_beside_the_complete_report) {
  Finished run = run_bad("crashes_at_unload");
  BOOST_TEST(run.code == 3);
  BOOST_TEST(contains(run.err, "after the run"));
  BOOST_TEST(contains(run.err, "SIGABRT"));
  BOOST_TEST(figure(run.out, "Success") == 1);
}

BOOST_AUTO_TEST_CASE(a_worker_that_does_not_end_after_the_run_is_killed) {
  Finished run = run_bad("hangs_at_unload");
  BOOST_TEST(run.code == 3);
  BOOST_TEST(run.seconds < 30);
  BOOST_TEST(contains(run.err, "did not end within 5s after the run"));
  BOOST_TEST(figure(run.out, "Success") == 1);
}

BOOST_AUTO_TEST_CASE(a_worker_that_is_stopped_by_a_signal_is_missed_and_killed) {
  EchoServer server;
  Program program(
      runner_command({"good.Good.test_get", "--server-url", server.url(), "-d", "60", "--stall-limit", "1s"},
                     modules("good")));
  BOOST_REQUIRE(wait_until([&] { return server.stat("total") >= 100; }));
  std::vector<pid_t> workers = children(program.pid());
  BOOST_REQUIRE(workers.size() == 1u);
  BOOST_REQUIRE(::kill(workers[0], SIGSTOP) == 0);
  Finished run = program.wait();
  BOOST_TEST(run.code == 3);
  BOOST_TEST(run.seconds < 50);
  BOOST_TEST(contains(run.err, "the worker has said nothing for 5s"));
  BOOST_TEST(contains(run.err, "and was killed"));
  BOOST_TEST(figure(run.out, "Hits") >= 99); // what it had measured is there
}

BOOST_AUTO_TEST_CASE(the_last_words_of_a_test_that_crashes_arrive) {
  Finished run = run_bad("logs_and_crashes");
  BOOST_TEST(run.code == 3);
  BOOST_TEST(contains(run.err, "loads-runner: last words\n"));
}

BOOST_AUTO_TEST_CASE(a_user_that_crashes_among_others_on_threads_is_the_one_that_is_named) {
  for (int i = 0; i < 3; ++i) {
    Finished run = run_runner({"fifth_crashes.Bad.test_bad", "--blocking", "-u", "30", "--hits", "1000000"},
                              modules("bad"));
    BOOST_TEST(run.code == 3);
    BOOST_TEST(contains(run.err, "user 5, crashed with SIGABRT"), run.err);
  }
}

BOOST_AUTO_TEST_CASE(a_log_line_of_any_length_is_cut_and_harms_nothing) {
  Finished run = run_bad("logs_much");
  BOOST_TEST(run.code == 0);
  BOOST_TEST(contains(run.err, "xxx"));
  BOOST_TEST(run.err.size() < 10'000u);
}

BOOST_AUTO_TEST_CASE(a_large_array_on_the_stack_of_a_compiled_test_is_seen_as_an_overflow) {
#if defined(__x86_64__)
  TemporaryFolder folder;
  folder.write("large.cpp", class_of_one_test);
  Command command = runner_command({"large.T.test_t", "-u", "100"}, folder.path());
  command.environment["XDG_CACHE_HOME"] = folder.path();
  Finished run = loads::test::run(command);
  BOOST_TEST(run.code == 3);
  BOOST_TEST(contains(run.err, "overflowed its stack"), run.err);
#endif
}

BOOST_AUTO_TEST_CASE(closed_streams_are_not_taken_by_what_is_opened_next) {
  EchoServer server;
  Program program(in_shell("\"$@\" <&- >&- 2>&-",
                           {"good.Good.test_long_delay", "--server-url", server.url(), "--quiet"},
                           modules("good")));
  BOOST_REQUIRE(wait_until([&] { return server.stat("current") >= 1; }));
  for (const char* fd : {"0", "1", "2"})
    BOOST_TEST(
        std::filesystem::read_symlink("/proc/" + std::to_string(program.pid()) + "/fd/" + fd).string() ==
        "/dev/null");
  program.send(SIGINT);
  BOOST_TEST(program.wait().code == 1); // nothing was measured
}

BOOST_AUTO_TEST_CASE(a_report_that_cannot_be_written_is_no_success) {
  EchoServer server;
  for (std::vector<std::string> arguments :
       {std::vector<std::string>{"good.Good.test_count"}, {"--list", "good"}, {"--help"}, {"--version"}}) {
    Finished run = loads::test::run(in_shell("\"$@\" >/dev/full", arguments, modules("good")));
    BOOST_TEST(run.code == 3);
    BOOST_TEST(contains(run.err, "No space left on device"));
  }
}

BOOST_AUTO_TEST_CASE(a_report_for_a_closed_stdout_is_no_success) {
  for (std::vector<std::string> arguments :
       {std::vector<std::string>{"good.Good.test_count"},
        {"good.Good.test_count", "-o", "json", "--output-json-filename=-"},
        {"--version"}}) {
    Finished run = loads::test::run(in_shell("\"$@\" >&-", arguments, modules("good")));
    BOOST_TEST(run.code == 3);
    BOOST_TEST(contains(run.err, "Bad file descriptor"), run.err);
  }
  BOOST_TEST(loads::test::run(in_shell("\"$@\" >&-", {"good.Good.test_count", "-q"}, modules("good"))).code ==
             0);
}

BOOST_AUTO_TEST_CASE(a_terminal_that_goes_away_ends_the_run_with_its_report_and_nohup_ignores_that) {
  EchoServer server;
  Program program(
      runner_command({"good.Good.test_get", "--server-url", server.url(), "-d", "60"}, modules("good")));
  BOOST_REQUIRE(wait_until([&] { return server.stat("total") >= 1; }));
  program.send(SIGHUP);
  const Finished run = program.wait();
  BOOST_TEST(run.code == 0, run.err);
  BOOST_TEST(run.seconds < 30);
  BOOST_TEST(figure(run.out, "Hits") >= 1);

  Program deaf(in_shell("env --ignore-signal=HUP \"$@\"",
                        {"good.Good.test_get", "--server-url", server.url(), "-d", "2"}, modules("good")));
  const auto before = server.stat("total");
  BOOST_REQUIRE(wait_until([&] { return server.stat("total") > before; }));
  deaf.send(SIGHUP);
  const Finished whole = deaf.wait();
  BOOST_TEST(whole.code == 0, whole.err);
  BOOST_TEST(figure(whole.out, "Duration") >= 1.9);
}

BOOST_AUTO_TEST_CASE(a_folder_called_like_a_module_is_not_taken_for_it) {
  TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() + "/good");
  Finished run = run_runner({"--list", "good", "--module-path", modules("good")}, folder.path());
  BOOST_TEST(run.code == 0, run.err);
  BOOST_TEST(contains(run.out, "good.Good.test_get"));
}

BOOST_AUTO_TEST_SUITE_END()
