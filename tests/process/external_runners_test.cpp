// SPDX-License-Identifier: Apache-2.0
// Runners in Python, shell and JavaScript, as loads-runner starts them: what they are told, what becomes of
// what they say, and how they end.
#include "core/base/unique_fd.hpp"
#include "tests/support/external_runner.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <fcntl.h>
#include <set>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace loads::test;

namespace {

// Lines of a file, which need not be there.
std::multiset<std::string> lines_of(const std::string& file) {
  std::istringstream in(read_file(file));
  std::multiset<std::string> lines;
  for (std::string line; std::getline(in, line);)
    lines.insert(line);
  return lines;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(external_runners, ExternalRunner)

BOOST_AUTO_TEST_CASE(one_process_for_each_user_with_the_variables_of_the_protocol) {
  script("r", "echo \"$1|$(env | grep ^LOADS_ | grep -v ALLOW_INVALID | sort | sed "
              "'s/RECEIVER=.*/RECEIVER/;s/\\(ID\\)=.*/\\1/' | tr "
              "'\\n' ' ')\" >> seen");
  Finished run = start({"--test-runner", "./r {test}", "x.js", "-u", "3", "--hits", "2"});
  BOOST_TEST(run.code == 1);
  BOOST_TEST(contains(run.err, "no runner has sent a message"), run.err);
  BOOST_TEST(contains(run.err, "nothing was measured: no iteration ended"), run.err);
  std::multiset<std::string> expected;
  for (const char* user : {"1", "2", "3"})
    expected.insert("x.js|LOADS_AGENT_ID LOADS_CURRENT_USER=" + std::string(user) +
                    " LOADS_RUN_ID LOADS_TOTAL_HITS=2 LOADS_TOTAL_USERS=3 LOADS_ZMQ_RECEIVER ");
  BOOST_TEST(lines_of(file("seen")) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(with_a_duration_there_are_no_hits) {
  script("r", "env | grep -E '^LOADS_(DURATION|TOTAL_HITS)' >> seen");
  BOOST_TEST(start({"--test-runner", "./r {test}", "x", "-d", "2"}).code == 1); // nothing was measured
  BOOST_TEST(lines_of(file("seen")) == std::multiset<std::string>{"LOADS_DURATION=2"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(cycles_go_side_by_side) {
  script("r", "echo $LOADS_TOTAL_USERS/$LOADS_TOTAL_HITS >> seen");
  BOOST_TEST(start({"--test-runner", "./r", "x", "-u", "1:3", "--hits", "2:4:6"}).code ==
             1); // nothing was measured
  BOOST_TEST(read_file(file("seen")) == "1/2\n3/4\n3/4\n3/4\n3/6\n3/6\n3/6\n");
}

BOOST_AUTO_TEST_CASE(what_a_runner_says_is_in_the_report) {
  Finished run =
      say({R"({"data_type":"startTest","test":"t",COMMON})",
           R"({"data_type":"add_hit","url":"http://h/x","method":"GET","status":200,"elapsed":0.25,)"
           R"("started":"2030-01-02T03:04:05",COMMON})",
           R"({"data_type":"addSuccess","test":"t",COMMON})",
           R"({"data_type":"incr_counter","test":"t","name":"k",COMMON})",
           R"({"data_type":"stopTest","test":"t",COMMON})"});
  BOOST_TEST(run.code == 0, run.err);
  BOOST_TEST(run.err == "");
  BOOST_TEST(figure(run.out, "Hits") == 1);
  BOOST_TEST(figure(run.out, "Success") == 1);
  BOOST_TEST(contains(run.out, "http://h/x"));
  BOOST_TEST(contains(run.out, "p95 250ms"), run.out);
  BOOST_TEST(contains(run.out, "- k : 1"));
}

BOOST_AUTO_TEST_CASE(failures_and_errors_are_shown_with_class_message_and_trace) {
  Finished run =
      say({R"({"data_type":"startTest","test":"t",COMMON})",
           R"({"data_type":"addFailure","test":"t","exc_info":["Mismatch","1 is not 2","at line 3"],COMMON})",
           R"({"data_type":"stopTest","test":"t",COMMON})", R"({"data_type":"startTest","test":"t",COMMON})",
           R"({"data_type":"addError","test":"t","exc_info":["Broken","no disk","at line 7"],COMMON})",
           R"({"data_type":"stopTest","test":"t",COMMON})"});
  BOOST_TEST(run.code == 1);
  BOOST_TEST(figure(run.out, "Failures") == 1);
  BOOST_TEST(figure(run.out, "Errors") == 1);
  for (const char* part : {"Mismatch: 1 is not 2\n    at line 3", "Broken: no disk\n    at line 7"})
    BOOST_TEST(contains(run.err, part), run.err);
}

BOOST_AUTO_TEST_CASE(sockets_are_counted_also_with_a_loads_status) {
  Finished run = say({R"({"data_type":"socket_open"})", R"({"data_type":"socket_message","size":12,COMMON})",
                      R"({"data_type":"socket_close",COMMON})"});
  BOOST_TEST(run.code == 0, run.err);
  BOOST_TEST(figure(run.out, "Opened web sockets") == 1);
  BOOST_TEST(contains(run.out, "12B"), run.out);
}

BOOST_AUTO_TEST_CASE(outputs_that_want_each_event_get_what_runners_say) {
  Finished run =
      say({R"({"data_type":"startTest","test":"t",COMMON})",
           R"({"data_type":"add_hit","url":"http://h/x?a&b","method":"GET","status":200,"elapsed":0.25,)"
           R"("started":"2030-01-02T03:04:05",COMMON})",
           R"({"data_type":"addFailure","test":"t","exc_info":["Mismatch","1 is not 2","at 3"],COMMON})",
           R"({"data_type":"stopTest","test":"t",COMMON})"},
          {"--output", "file", "--output-file-filename", "events", "--output", "funkload",
           "--output-funkload-filename", "xml"});
  BOOST_TEST(run.code == 1, run.err);
  const std::string events = read_file(file("events")), xml = read_file(file("xml"));
  for (const char* part :
       {R"("data_type": "startTest")", R"("loads_status": [1, 1, 1, 1])", R"("url": "http://h/x?a&b")",
        R"("started": "2030-01-02T03:04:05.000000Z", "elapsed": 0.25)",
        R"(["Mismatch", "1 is not 2", "at 3"])", R"("data_type": "stopTest")"})
    BOOST_TEST(contains(events, part), part << " is not in " << events);
  for (const char* part : {"<response ", "url=\"http://h/x?a&amp;b\"", "<testResult ", "</funkload>"})
    BOOST_TEST(contains(xml, part), part << " is not in " << xml);
}

BOOST_AUTO_TEST_CASE(messages_that_make_no_sense_are_counted_and_the_first_is_shown) {
  Finished run = say({R"({"data_type":"addSucess","test":"t",COMMON})", "{", R"({"data_type":"add_hit"})"});
  BOOST_TEST(run.code == 3);
  BOOST_TEST(contains(run.err, "3 messages of runners could not be understood"), run.err);
  BOOST_TEST(contains(run.err, "did you mean addSuccess?: {\"data_type\":\"addSucess\""), run.err);
}

BOOST_AUTO_TEST_CASE(messages_of_another_run_are_left_out) {
  Finished run = say({R"({"data_type":"addSuccess","test":"t","run_id":"other"})",
                      R"({"data_type":"addSuccess","test":"t"})"});
  BOOST_TEST(run.code == 0);
  BOOST_TEST(figure(run.out, "Success") == 1);
  BOOST_TEST(contains(run.err, "1 message of other runs came and was left out"), run.err);
}

BOOST_AUTO_TEST_CASE(a_giant_message_or_a_flood_does_no_harm) {
  Finished giant = python("for _ in range(3): s.send(b'x' * (2 << 20))");
  BOOST_TEST(giant.code == 3);
  BOOST_TEST(contains(giant.err, "3 messages of runners"), giant.err);
  Finished flood =
      python("for i in range(50000): s.send(b'{\"data_type\":\"incr_counter\",\"name\":\"k\"}')");
  BOOST_TEST(flood.code == 0, flood.err);
  BOOST_TEST(contains(flood.out, "- k : 50000"), flood.out);
}

BOOST_AUTO_TEST_CASE(a_runner_that_fails_is_an_error_and_shown_with_what_it_printed) {
  script("r", "echo to stdout; echo to stderr >&2; exit 4");
  Finished run = start({"--test-runner", "./r", "x", "-u", "3"});
  BOOST_TEST(run.code == 1);
  BOOST_TEST(figure(run.out, "Errors") == 3);
  BOOST_TEST(contains(run.err, "3 occurrences of an error in runner process"), run.err);
  BOOST_TEST(contains(run.err, "the runner exited with code 4; it printed:\n    to stdout\n    to stderr"),
             run.err);
  script("r", "kill -SEGV $$");
  BOOST_TEST(contains(start({"--test-runner", "./r", "x"}).err,
                      "the runner was ended by SIGSEGV; it printed nothing"));
}

BOOST_AUTO_TEST_CASE(a_runner_that_cannot_be_started_is_told_once) {
  Finished run = start({"--test-runner", "./nothing {test}", "x", "-u", "20"});
  BOOST_TEST(run.code == 3);
  BOOST_TEST(run.out == "");
  BOOST_TEST(run.err == "loads-runner: cannot start the test runner ./nothing: there is no such file\n");
  BOOST_TEST(start({"--test-runner", "'./r", "x"}).code == 2);
}

BOOST_AUTO_TEST_CASE(who_does_not_end_is_ended_and_nobody_survives) {
  const std::string sleep = long_sleep();
  // One ignores SIGTERM, one is a grandchild, one has a session of its own.
  script("r", "trap '' TERM; " + sleep + " & setsid " + sleep + " & echo $$ >> pids; while :; do " + sleep +
                  "; done");
  Finished run =
      start({"--test-runner", "./r", "x", "-u", "2", "-d", "1", "--external-process-timeout", "1s"});
  BOOST_TEST(run.code == 1);
  BOOST_TEST(run.seconds < 20);
  BOOST_TEST(contains(run.err, "the runner had not ended 1s after its duration of 1s and was stopped"),
             run.err);
  BOOST_TEST(lines_of(file("pids")).size() == 2);
  BOOST_TEST(living(sleep).empty());
}

BOOST_AUTO_TEST_CASE(with_hits_a_silent_runner_is_ended) {
  const std::string sleep = long_sleep();
  script("r", "exec " + sleep);
  Finished run = start({"--test-runner", "./r", "x", "--external-process-timeout", "500ms"});
  BOOST_TEST(run.code == 1);
  BOOST_TEST(contains(run.err, "was at work when no runner had said anything for 500ms"), run.err);
  BOOST_TEST(living(sleep).empty());
}

BOOST_AUTO_TEST_CASE(ctrl_c_ends_the_runners_without_errors) {
  const std::string sleep = long_sleep();
  script("r", "echo $$ >> pids; exec " + sleep);
  Program program(command({"--test-runner", "./r", "x", "-u", "3"}));
  BOOST_REQUIRE(wait_until([&] { return lines_of(file("pids")).size() == 3; }));
  program.send(SIGINT);
  Finished run = program.wait();
  BOOST_TEST(run.code == 1, run.err); // nothing was measured
  BOOST_TEST(contains(run.err, "nothing was measured: the run was stopped before any iteration ended"));
  BOOST_TEST(figure(run.out, "Errors") == 0);
  BOOST_TEST(living(sleep).empty());
}

BOOST_AUTO_TEST_CASE(how_long_runners_may_go_on_is_not_said_by_a_graceful_stop) {
  const Finished run = start({"--test-runner", "true {test}", "x", "--graceful-stop", "5s"});
  BOOST_TEST(run.code == 2);
  BOOST_TEST(contains(run.err, "--graceful-stop: how long a program of --test-runner may go on is said by "
                               "--external-process-timeout"),
             run.err);
}

BOOST_AUTO_TEST_CASE(runners_and_files_go_with_a_loads_runner_that_is_killed) {
  const std::string sleep = long_sleep();
  script("r", sleep + " & echo ${LOADS_ZMQ_RECEIVER#ipc://} >> socket; while :; do " + sleep + "; done");
  Program program(command({"--test-runner", "./r", "x", "-u", "2"}));
  BOOST_REQUIRE(wait_until([&] { return lines_of(file("socket")).size() == 2; }));
  const std::string socket = *lines_of(file("socket")).begin();
  BOOST_TEST(exists(socket));
  program.send(SIGKILL);
  program.wait();
  BOOST_TEST(wait_until([&] { return living(sleep).empty() && !exists(socket); }));
}

BOOST_AUTO_TEST_CASE(two_runs_do_not_meet_and_an_endpoint_in_use_is_refused) {
  const std::string sleep = long_sleep();
  script("r", "echo $$ >> pids; exec " + sleep);
  const std::string endpoint = "ipc://" + file("socket");
  Program first(command({"--test-runner", "./r", "x", "--zmq-receiver", endpoint}));
  BOOST_REQUIRE(wait_until([&] { return lines_of(file("pids")).size() == 1; }));
  Finished second = start({"--test-runner", "./r", "x", "--zmq-receiver", endpoint});
  BOOST_TEST(second.code == 3);
  BOOST_TEST(
      contains(second.err, "cannot receive results at " + endpoint + ": another program listens there"));
  first.send(SIGINT);
  BOOST_TEST(first.wait().code == 1); // nothing was measured
}

BOOST_AUTO_TEST_CASE(a_receiver_on_tcp_works_too) {
  Finished run =
      say({R"({"data_type":"addSuccess","test":"t",COMMON})"}, {"--zmq-receiver", "tcp://127.0.0.1:*"});
  BOOST_TEST(run.code == 0, run.err);
  BOOST_TEST(figure(run.out, "Success") == 1);
}

BOOST_AUTO_TEST_CASE(many_users_at_once) {
  script("r", "read line < gate");
  BOOST_REQUIRE(::mkfifo(file("gate").c_str(), 0600) == 0);
  const loads::base::UniqueFd gate(::open(file("gate").c_str(), O_RDWR | O_CLOEXEC));
  Program runner(command({"--test-runner", "./r", "x", "-u", "300"}));
  BOOST_TEST(wait_until([&] { return living("/bin/sh " + file("./r")).size() == 300; }));
  const std::string words(300, '\n'); // a line for each
  BOOST_REQUIRE(::write(gate.get(), words.data(), words.size()) == 300);
  const Finished run = runner.wait();
  BOOST_TEST(run.code == 1, run.err); // nothing was measured
}

BOOST_AUTO_TEST_SUITE_END()
