// SPDX-License-Identifier: Apache-2.0
// What a local run does, seen from outside: the report, the exit code, and what the server counted.
#include "tests/support/runner.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <csignal>

using namespace loads::test;

namespace {

struct Fixture {
  EchoServer server;

  Finished run_good(const std::string& test, std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(), {"good.Good." + test, "--server-url", server.url()});
    return run_runner(std::move(arguments), good_folder());
  }
  // What the server saw, besides questions for its figures: {"requests":{"current":0,"max":2,"total":9},
  // ...}.
  long requests(const std::string& figure) {
    std::string text = server.stats();
    std::size_t part = text.find("\"requests\"");
    std::size_t at = text.find("\"" + figure + "\":", part);
    BOOST_REQUIRE(at != std::string::npos);
    return std::atol(text.c_str() + at + figure.size() + 3);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(local_run, Fixture)

BOOST_AUTO_TEST_CASE(without_options_one_user_makes_one_hit) {
  Finished run = run_good("test_get");
  BOOST_TEST(run.code == 0);
  BOOST_TEST(run.err == "");
  BOOST_TEST(contains(run.out, "100%"));
  for (const char* label : {"Hits", "Success"})
    BOOST_TEST(figure(run.out, label) == 1);
  for (const char* label : {"Errors", "Failures"})
    BOOST_TEST(figure(run.out, label) == 0);
  BOOST_TEST(requests("total") == 1);
}

BOOST_AUTO_TEST_CASE(a_hundred_users_with_ten_hits_are_exactly_a_thousand_requests) {
  Finished run = run_good("test_get", {"-u", "100", "--hits", "10"});
  BOOST_TEST(run.code == 0);
  BOOST_TEST(figure(run.out, "Hits") == 1000);
  BOOST_TEST(figure(run.out, "Success") == 1000);
  BOOST_TEST(requests("total") == 1000);
}

BOOST_AUTO_TEST_CASE(cycles_of_users_follow_each_other_and_the_server_sees_no_more_at_once) {
  long most = 0;
  for (const char* users : {"10", "10:20", "10:20:30"}) {
    Finished run = run_good("test_delay", {"-u", users, "--hits", "20"});
    BOOST_TEST(run.code == 0);
    most += 10;
    BOOST_TEST(requests("max") == most);
    if (most == 30)
      BOOST_TEST(figure(run.out, "Hits") == 1200);
    fetch(server.url("/stats/reset"));
  }
}

BOOST_AUTO_TEST_CASE(users_and_hits_multiply_over_all_cycles) {
  Finished run = run_good("test_count", {"--hits", "2:3", "-u", "1:2"});
  BOOST_TEST(figure(run.out, "Success") == 15);
  BOOST_TEST(contains(run.out, "- k : 15"));
  BOOST_TEST(contains(run.out, "- begun : 3")); // one object for each user and cycle
  BOOST_TEST(contains(run.out, "- ended : 3"));
}

BOOST_AUTO_TEST_CASE(a_duration_ends_the_run_and_the_server_gets_nothing_more) {
  Finished run = run_good("test_get", {"-d", "2", "-u", "3"});
  BOOST_TEST(run.code == 0);
  double duration = figure(run.out, "Duration");
  BOOST_TEST(duration >= 2.0);
  BOOST_TEST(duration <= 2.5);
  double hits = figure(run.out, "Hits"), aborted = std::max(0.0, figure(run.out, "Aborted hits"));
  BOOST_TEST(hits > 3);
  BOOST_TEST(requests("total") <= hits + aborted);
  BOOST_TEST(requests("total") >= hits);
  BOOST_TEST(requests("current") == 0);
}

BOOST_AUTO_TEST_CASE(each_cycle_of_a_duration_stops_its_users_before_the_next) {
  Finished run = run_good("test_delay", {"-d", "1", "-u", "1:2"});
  BOOST_TEST(run.code == 0);
  BOOST_TEST(figure(run.out, "Duration") >= 2.0);
  BOOST_TEST(figure(run.out, "Duration") <= 2.5);
  // A user makes at most 50 requests of 20 ms in a second. One left over from the first cycle would make 50
  // more; its last request, cut off at the client, may still wait in the server.
  BOOST_TEST(requests("total") <= 50 + 100);
  BOOST_TEST(requests("max") <= 3);
}

BOOST_AUTO_TEST_CASE(users_in_flight_at_the_deadline_are_stopped_and_reported) {
  Finished run = run_good("test_long_delay", {"-d", "1", "-u", "5"});
  BOOST_TEST(run.code == 1); // nothing was measured
  BOOST_TEST(run.seconds < 5);
  BOOST_TEST(figure(run.out, "Success") == 0);
  BOOST_TEST(figure(run.out, "Stopped") == 5);
  BOOST_TEST(figure(run.out, "Aborted hits") == 5);
}

BOOST_AUTO_TEST_CASE(hits_and_duration_together_are_refused_and_nothing_is_sent) {
  Finished run = run_good("test_get", {"--hits", "1", "-d", "1"});
  BOOST_TEST(run.code == 2);
  BOOST_TEST(contains(run.err, "--hits"));
  BOOST_TEST(contains(run.err, "--duration"));
  BOOST_TEST(requests("total") == 0);
}

BOOST_AUTO_TEST_CASE(the_report_has_all_the_labels_of_the_original) {
  Finished run = run_good("test_get", {"--hits", "300"});
  for (const char* label :
       {"Duration", "Hits", "Started", "Approximate Average RPS", "Average request time",
        "Opened web sockets", "Bytes received via web sockets", "Success", "Errors", "Failures"})
    BOOST_TEST(contains(run.out, std::string("\n") + label + ":"), label);
  double rate = std::floor(figure(run.out, "Hits") / figure(run.out, "Duration"));
  BOOST_TEST(std::abs(figure(run.out, "Approximate Average RPS") - rate) <= 1 + rate / 100);
}

BOOST_AUTO_TEST_CASE(an_assertion_that_does_not_hold_is_a_failure_with_values_and_place) {
  Finished run = run_good("test_fail");
  BOOST_TEST(run.code == 1);
  BOOST_TEST(figure(run.out, "Failures") == 1);
  BOOST_TEST(figure(run.out, "Errors") == 0);
  BOOST_TEST(contains(run.err, "1 != 2"));
  BOOST_TEST(contains(run.err, "good.cpp:"));
}

BOOST_AUTO_TEST_CASE(any_other_exception_is_an_error) {
  Finished run = run_good("test_error");
  BOOST_TEST(run.code == 1);
  BOOST_TEST(figure(run.out, "Failures") == 0);
  BOOST_TEST(figure(run.out, "Errors") == 1);
  BOOST_TEST(contains(run.err, "something else broke"));
}

BOOST_AUTO_TEST_CASE(counters_are_summed) {
  Finished run = run_good("test_count", {"-u", "2", "--hits", "3"});
  BOOST_TEST(contains(run.out, "Custom metrics:"));
  BOOST_TEST(contains(run.out, "- k : 6"));
}

BOOST_AUTO_TEST_CASE(a_check_that_fails_is_counted_and_the_test_goes_on) {
  Finished run = run_good("test_check", {"--hits", "4"});
  BOOST_TEST(run.code == 0);
  BOOST_TEST(contains(run.out, "page is there"));
  BOOST_TEST(contains(run.out, "- went on : 4"));
  BOOST_TEST(figure(run.out, "Success") == 4);
}

BOOST_AUTO_TEST_CASE(each_hop_of_a_redirect_is_recorded_once) {
  Finished run = run_good("test_redirect");
  BOOST_TEST(run.code == 0);
  BOOST_TEST(figure(run.out, "Hits") == 4);
  BOOST_TEST(requests("total") == 4);
}

BOOST_AUTO_TEST_CASE(users_that_wait_inside_catch_blocks_keep_their_exceptions_apart) {
  for (const char* mode : {"--threads=1", "--threads=2", "--blocking"}) {
    Finished run = run_good("test_catch", {"-u", "50", "--hits", "5", mode});
    BOOST_TEST(run.code == 0, run.err);
    BOOST_TEST(figure(run.out, "Success") == 250);
  }
}

BOOST_AUTO_TEST_CASE(cookies_and_connections_belong_to_a_user) {
  Finished run = run_good("test_session_persists", {"-u", "20", "--hits", "5", "--threads", "1"});
  BOOST_TEST(run.code == 0, run.err);
  BOOST_TEST(figure(run.out, "Success") == 100);
}

BOOST_AUTO_TEST_CASE(blocking_users_do_the_same_with_threads_of_their_own) {
  Finished run = run_good("test_get", {"-u", "50", "--hits", "10", "--no-patching"});
  BOOST_TEST(run.code == 0);
  BOOST_TEST(figure(run.out, "Hits") == 500);
  BOOST_TEST(requests("total") == 500);
}

BOOST_AUTO_TEST_CASE(in_process_the_run_is_the_same) {
  Finished run = run_good("test_get", {"-u", "10", "--hits", "10", "--in-process"});
  BOOST_TEST(run.code == 0);
  BOOST_TEST(figure(run.out, "Success") == 100);
}

BOOST_AUTO_TEST_CASE(the_null_output_prints_nothing_and_quiet_neither) {
  for (const char* option : {"--output=null", "--quiet"}) {
    Finished run = run_good("test_get", {option});
    BOOST_TEST(run.code == 0);
    BOOST_TEST(run.out == "");
    BOOST_TEST(run.err == "");
  }
  BOOST_TEST(requests("total") == 2);
}

BOOST_AUTO_TEST_CASE(a_class_alone_runs_all_its_tests_in_turn) {
  Finished run = run_runner({"good.Good", "--server-url", server.url(), "-d", "100ms"}, good_folder());
  BOOST_TEST(run.code == 1); // two of them fail
  BOOST_TEST(contains(run.out, "Good.test_get"));
  BOOST_TEST(contains(run.out, "Good.test_session_persists"));
  double duration = figure(run.out, "Duration");
  BOOST_TEST(duration >= 1.2); // twelve tests
}

BOOST_AUTO_TEST_CASE(ctrl_c_stops_the_users_and_reports) {
  Program program(
      runner_command({"good.Good.test_long_delay", "--server-url", server.url(), "-u", "7"}, good_folder()));
  BOOST_REQUIRE(wait_until([&] { return requests("current") == 7; })); // all users are in flight
  program.send(SIGINT);
  Finished run = program.wait();
  BOOST_TEST(run.code == 1); // nothing was measured
  BOOST_TEST(run.seconds < 20);
  BOOST_TEST(figure(run.out, "Stopped") == 7);
  BOOST_TEST(contains(run.out, "The run was ended early"));
}

BOOST_AUTO_TEST_CASE(a_run_that_was_ended_early_says_so_where_no_report_does) {
  Program program(runner_command(
      {"good.Good.test_delay", "--server-url", server.url(), "-u", "2", "-d", "600", "-q"}, good_folder()));
  BOOST_REQUIRE(wait_until([&] { return requests("total") >= 10; }));
  program.send(SIGINT);
  const Finished run = program.wait();
  BOOST_TEST(run.code == 0, run.err); // what was measured went well
  BOOST_TEST(contains(run.err, "the run was ended early: stopped by the user"), run.err);
}

BOOST_AUTO_TEST_CASE(when_the_runner_dies_the_worker_ends_and_the_load_with_it) {
  {
    Program program(runner_command(
        {"good.Good.test_delay", "--server-url", server.url(), "-u", "5", "-d", "60"}, good_folder()));
    BOOST_REQUIRE(wait_until([&] { return requests("total") >= 10; }));
    program.send(SIGKILL);
    program.wait();
  }
  BOOST_REQUIRE(
      wait_until([&] { return requests("current") == 0; })); // those in flight end, and no others come
  long total = requests("total");
  for (int i = 0; i < 20; ++i)
    BOOST_TEST(requests("total") == total);
}

BOOST_AUTO_TEST_CASE(modules_of_other_minor_versions_run_both_ways) {
  Finished future = run_runner({"from_the_future.Future.test_future", "--hits", "3"}, good_folder());
  BOOST_TEST(future.code == 0, future.err);
  BOOST_TEST(contains(future.out, "- without dance : 3"));

  Finished list = run_runner({"--list", "from_1_0"}, good_folder());
  BOOST_REQUIRE(list.code == 0);
  std::string test = list.out.substr(0, list.out.find('\n'));
  Finished old = run_runner({test, "--server-url", server.url(), "--hits", "3"}, good_folder());
  BOOST_TEST(old.code == 0, old.err);
  BOOST_TEST(figure(old.out, "Success") == 3);
}

BOOST_AUTO_TEST_SUITE_END()
