// SPDX-License-Identifier: Apache-2.0
// Modules with one fault each (tests/modules/bad): one clear line, the right exit code, and what was measured
// before.
#include "core/engine/sanitizers.hpp"
#include "tests/support/runner.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <sys/stat.h>

using namespace loads::test;

namespace {

Finished run_bad(const std::string& module, std::vector<std::string> arguments = {}) {
  arguments.insert(arguments.begin(), module + ".Bad.test_bad");
  return run_runner(std::move(arguments), modules("bad"));
}

// Refused before the run begins: one line on stderr, no report.
void check_refused(const Finished& run, int code, const std::string& words) {
  BOOST_TEST_CONTEXT(run.err) {
    BOOST_TEST(run.code == code);
    BOOST_TEST(contains(run.err, words));
    BOOST_TEST(std::count(run.err.begin(), run.err.end(), '\n') == 1);
    BOOST_TEST(run.out == "");
  }
}

struct Refusal {
  const char* module;
  const char* words;
};

} // namespace

BOOST_AUTO_TEST_CASE(modules_that_cannot_be_used_are_refused_with_the_reason) {
  for (Refusal refusal : {
           Refusal{"no_symbol", "no entry symbol `loads_module_v1`"},
           Refusal{"major_2", "built for plugin ABI 2, this program has 1.0"},
           Refusal{"needs_9", "needs plugin ABI 1.9, this program has 1.0"},
           Refusal{"short_size", "its entry `loads_module_v1` is 16 bytes"},
           Refusal{"null_get", "has no function `get`"},
           Refusal{"start_fails", "its start() refused with status 6"},
           Refusal{"no_suite", "it holds no tests"},
           Refusal{"no_tests", "it holds no tests"},
           Refusal{"nameless", "its test number 0 has no name"},
           Refusal{"short_suite", "is not complete"},
           Refusal{"undefined_symbol", "undefined symbol: nobody_defines_this"},
           Refusal{"exits_at_load", "called exit(5)"},
           Refusal{"twins", "it has two tests called Bad.test_bad"},
       })
    BOOST_TEST_CONTEXT(refusal.module) {
      // The thread sanitizer has words of its own for an exit() within dlopen().
      if (LOADS_TSAN && std::string(refusal.module) == "exits_at_load")
        continue;
      check_refused(run_bad(refusal.module), 3, refusal.words);
    }
}

BOOST_AUTO_TEST_CASE(a_module_that_does_not_exist_is_an_error_that_lists_where_it_was_looked_for) {
  Finished run = run_runner({"nowhere.TestX.test_y", "--module-path", "/tmp/some/where"}, modules("bad"));
  check_refused(run, 3, "looked for nowhere.so, libnowhere.so, nowhere.cpp");
  BOOST_TEST(contains(run.err, "/tmp/some/where/nowhere.so"));
}

BOOST_AUTO_TEST_CASE(files_that_are_no_modules_are_told_apart) {
  TemporaryFolder folder;
  folder.write("text.so", "this is no program");
  folder.write("empty.so", "");
  BOOST_REQUIRE(::mkfifo((folder.path() + "/pipe.so").c_str(), 0600) == 0); // nobody writes to it
  std::string arm("\x7f"
                  "ELF\x02\x01\x01",
                  7);
  arm.resize(64);
  arm[16] = 3;      // a shared library
  arm[18] = '\xb7'; // for ARM 64
  folder.write("arm.so", arm);
  arm[4] = 1; // 32-bit
  folder.write("small.so", arm);
  check_refused(run_runner({"text.A.b"}, folder.path()), 3, "it is not an ELF file");
  check_refused(run_runner({"pipe.A.b"}, folder.path()), 3, "it is not a file");
  check_refused(run_runner({"empty.A.b"}, folder.path()), 3, "it is not an ELF file");
  check_refused(run_runner({"arm.A.b"}, folder.path()), 3, "it is built for ARM 64, this machine is");
  check_refused(run_runner({"small.A.b"}, folder.path()), 3, "32-bit");
}

BOOST_AUTO_TEST_CASE(unknown_classes_and_tests_are_answered_with_what_exists) {
  Finished unknown_class = run_runner({"silent_failure.Bax.test_bad"}, modules("bad"));
  check_refused(unknown_class, 2, "no class 'Bax'");
  BOOST_TEST(contains(unknown_class.err, "did you mean Bad?"));
  Finished unknown_test = run_runner({"silent_failure.Bad.test_bax"}, modules("bad"));
  check_refused(unknown_test, 2, "no test 'test_bax' in class Bad");
  BOOST_TEST(contains(unknown_test.err, "did you mean test_bad?"));
}

BOOST_AUTO_TEST_CASE(a_user_that_cannot_be_created_is_an_error) {
  Finished run = run_bad("create_fails", {"-u", "3", "--hits", "5"});
  BOOST_TEST(run.code == 1);
  BOOST_TEST(figure(run.out, "Errors") == 3);
  BOOST_TEST(contains(run.out + run.err, "the user could not be created (status 6)"));
}

BOOST_AUTO_TEST_CASE(an_outcome_that_does_not_exist_is_an_error) {
  Finished run = run_bad("bad_outcome");
  BOOST_TEST(run.code == 1);
  BOOST_TEST(figure(run.out, "Errors") == 1);
}

BOOST_AUTO_TEST_CASE(a_failure_without_a_reason_is_still_reported) {
  Finished run = run_bad("silent_failure", {"--hits", "2"});
  BOOST_TEST(run.code == 1);
  BOOST_TEST(figure(run.out, "Failures") == 2);
  BOOST_TEST(contains(run.out + run.err, "the test gave no reason"));
}

BOOST_AUTO_TEST_CASE(a_crash_is_reported_with_the_test_and_what_came_before_it) {
  Finished run = run_bad("writes_null", {"--hits", "10"});
  BOOST_TEST(run.code == 3);
  BOOST_TEST(contains(run.err, "test Bad.test_bad of writes_null.so, user 1, crashed with SIGSEGV"));
  BOOST_TEST(figure(run.out, "Success") == 2); // measured before the crash
}

BOOST_AUTO_TEST_CASE(each_way_to_die_is_called_by_its_name) {
  for (Refusal death :
       {Refusal{"aborts", "crashed with SIGABRT"}, Refusal{"divides_by_zero", "crashed with SIGFPE"},
        Refusal{"exits", "called exit(7)"}, Refusal{"overflows_stack", "overflowed its stack"}})
    BOOST_TEST_CONTEXT(death.module) {
      Finished run = run_bad(death.module);
      BOOST_TEST_CONTEXT(run.err) {
        BOOST_TEST(run.code == 3);
        BOOST_TEST(contains(run.err, death.words));
        BOOST_TEST(contains(run.err, "test Bad.test_bad of"));
        BOOST_TEST(contains(run.out, death.words)); // the report says so, too
      }
    }
}

BOOST_AUTO_TEST_CASE(an_endless_loop_ends_the_worker_at_the_stall_limit) {
  Finished run = run_bad("never_returns", {"--stall-limit", "2"});
  BOOST_TEST(run.code == 3);
  BOOST_TEST(contains(run.err, "test Bad.test_bad, user 1"));
  BOOST_TEST(contains(run.err, "longer than --stall-limit allows"));
  BOOST_TEST(run.seconds < 10);
}

BOOST_AUTO_TEST_CASE(a_test_that_blocks_its_thread_is_named_and_may_go_on) {
  Finished run = run_bad("blocks");
  BOOST_TEST(run.code == 0);
  BOOST_TEST(contains(run.err, "has blocked its engine thread for "));
  BOOST_TEST(figure(run.out, "Success") == 1);
}

BOOST_AUTO_TEST_CASE(the_same_test_may_block_on_a_thread_of_its_own) {
  Finished run = run_bad("blocks", {"--blocking", "-u", "20"});
  BOOST_TEST(run.code == 0);
  BOOST_TEST(run.err == "");
  BOOST_TEST(figure(run.out, "Success") == 20);
  BOOST_TEST(run.seconds < 10); // all at once
}

BOOST_AUTO_TEST_CASE(a_test_that_ignores_the_stop_is_ended) {
  Finished run = run_bad("swallows_stop", {"-d", "1", "--stall-limit", "2"});
  BOOST_TEST(run.code == 3);
  BOOST_TEST(contains(run.err, "did not end within 2s after the run was stopped"));
}

BOOST_AUTO_TEST_CASE(the_host_decides_that_a_test_was_stopped) {
  Finished run = run_bad("denies_stop", {"-d", "1", "-u", "4"});
  BOOST_TEST(run.code == 1); // nothing was measured
  BOOST_TEST(figure(run.out, "Success") == 0);
  BOOST_TEST(figure(run.out, "Stopped") == 4);
}
