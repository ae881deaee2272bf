// SPDX-License-Identifier: Apache-2.0
#include "core/worker/crash_report.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>

using namespace loads;

namespace {

worker::Death death_by(int signal) {
  worker::Death death;
  death.exit.signal = signal;
  death.module_path = "website.so";
  death.test_names = {"TestA.test_a", "TestB.test_b"};
  return death;
}

metrics::Breadcrumb::View crumb(std::uint32_t test, std::uint64_t user) {
  metrics::Breadcrumb::View view;
  view.test = test;
  view.user = user;
  view.in_user_code = true;
  return view;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_thread_that_crashed_names_test_user_and_signal) {
  worker::Death death = death_by(SIGSEGV);
  death.breadcrumbs = {crumb(0, 3), crumb(1, 17)};
  death.breadcrumbs[1].signal = SIGSEGV;
  death.breadcrumbs[1].address = 0x10;
  death.breadcrumbs[1].call = metrics::HostCall::http;
  std::string text = worker::describe_death(death);
  BOOST_TEST(contains(text, "test TestB.test_b of website.so, user 17, crashed with SIGSEGV"));
  BOOST_TEST(contains(text, "at 0x10"));
  BOOST_TEST(contains(text, "its last host call was http"));
  BOOST_TEST(!contains(text, "TestA"));
}

BOOST_AUTO_TEST_CASE(a_stack_overflow_is_called_by_its_name) {
  worker::Death death = death_by(SIGSEGV);
  death.breadcrumbs = {crumb(0, 1)};
  death.breadcrumbs[0].signal = SIGSEGV;
  death.breadcrumbs[0].stack_overflow = true;
  std::string text = worker::describe_death(death);
  BOOST_TEST(contains(text, "overflowed its stack"));
  BOOST_TEST(contains(text, "--stack-size"));
}

BOOST_AUTO_TEST_CASE(exit_is_told_with_its_code) {
  worker::Death death = death_by(0);
  death.exit.code = 7;
  death.breadcrumbs = {crumb(1, 2)};
  death.breadcrumbs[0].exited = true;
  death.breadcrumbs[0].exit_code = 7;
  BOOST_TEST(
      contains(worker::describe_death(death), "test TestB.test_b of website.so, user 2, called exit(7)"));
}

BOOST_AUTO_TEST_CASE(after_a_kill_all_tests_that_ran_are_suspects) {
  BOOST_TEST(contains(worker::describe_death(death_by(SIGTERM)), "the worker was ended with SIGTERM"));
  worker::Death death = death_by(SIGKILL);
  death.breadcrumbs = {crumb(0, 3), crumb(1, 17), {}};
  death.iterations_in_flight = 2;
  std::string text = worker::describe_death(death);
  BOOST_TEST(contains(text, "the worker was killed with SIGKILL"));
  BOOST_TEST(contains(text, "TestA.test_a of user 3, TestB.test_b of user 17"));
  BOOST_TEST(contains(text, "2 iterations were in flight, their outcomes are unknown"));
}

BOOST_AUTO_TEST_CASE(without_any_trace_the_module_is_named) {
  BOOST_TEST(contains(worker::describe_death(death_by(SIGABRT)), "(module website.so)"));
}

BOOST_AUTO_TEST_CASE(a_breadcrumb_that_makes_no_sense_does_no_harm) {
  worker::Death death = death_by(SIGSEGV);
  death.breadcrumbs = {crumb(4'000'000'000u, 1)};
  death.breadcrumbs[0].signal = 12345;
  BOOST_TEST(contains(worker::describe_death(death), "website.so") ==
             false); // no test, so no "of website.so"
  BOOST_TEST(contains(worker::describe_death(death), "the worker crashed with SIGSEGV"));
}
