// SPDX-License-Identifier: Apache-2.0
// Web sockets seen from outside: the report, the exit code, and what the server counted.
#include "tests/support/runner.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>

using namespace loads::test;

namespace {

struct Fixture {
  EchoServer server;

  std::vector<std::string> arguments(const std::string& test, std::vector<std::string> more) const {
    more.insert(more.begin(), {"sockets.Sockets." + test, "--server-url", server.url()});
    return more;
  }
  Finished run_sockets(const std::string& test, std::vector<std::string> more = {}) const {
    return run_runner(arguments(test, std::move(more)), good_folder());
  }
  std::string active() const { return fetch(server.url("/active")); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(web_sockets, Fixture)

BOOST_AUTO_TEST_CASE(two_messages_are_one_socket_and_seventeen_bytes) {
  for (const std::vector<std::string>& more :
       {std::vector<std::string>{}, {"--blocking"}, {"--in-process"}}) {
    const Finished run = run_sockets("test_something", more);
    BOOST_TEST(run.code == 0);
    BOOST_TEST(run.err == "");
    BOOST_TEST(figure(run.out, "Opened web sockets") == 1);
    BOOST_TEST(figure(run.out, "Bytes received via web sockets") == 17);
    BOOST_TEST(figure(run.out, "Success") == 1);
    BOOST_TEST(figure(run.out, "Hits") == 0);
    BOOST_TEST(contains(run.out, "ws://127.0.0.1:" + std::to_string(server.port()) + "/ws"));
  }
}

BOOST_AUTO_TEST_CASE(users_have_several_sockets_of_their_own) {
  const Finished run = run_sockets("test_two", {"-u", "20", "--hits", "5"});
  BOOST_TEST(run.code == 0);
  BOOST_TEST(figure(run.out, "Success") == 100);
  BOOST_TEST(figure(run.out, "Opened web sockets") == 200);
  BOOST_TEST(contains(active(), "current: 0"));
}

BOOST_AUTO_TEST_CASE(a_kept_socket_serves_all_hits_of_its_user_and_is_closed_with_it) {
  const Finished run = run_sockets("test_kept", {"-u", "10", "--hits", "50"});
  BOOST_TEST(run.code == 0);
  BOOST_TEST(figure(run.out, "Success") == 500);
  BOOST_TEST(figure(run.out, "Opened web sockets") == 10);
  BOOST_TEST(figure(run.out, "Bytes received via web sockets") == 500);
  BOOST_TEST(contains(run.out, "  kept "));
  BOOST_TEST(wait_until([&] { return contains(active(), "current: 0"); }));
}

BOOST_AUTO_TEST_CASE(sockets_that_a_module_forgets_are_closed_with_their_user) {
  const Finished run = run_sockets("test_forgotten", {"-u", "3", "--hits", "2", "--in-process"});
  BOOST_TEST(run.code == 0);
  BOOST_TEST(figure(run.out, "Opened web sockets") == 6);
  BOOST_TEST(wait_until([&] { return contains(active(), "current: 0"); }));
}

BOOST_AUTO_TEST_CASE(a_stop_ends_users_that_wait_for_a_message) {
  const Finished timed = run_sockets("test_waits", {"-u", "50", "-d", "1"});
  BOOST_TEST(timed.code == 0);
  BOOST_TEST(figure(timed.out, "Opened web sockets") == 50);
  BOOST_TEST(figure(timed.out, "Stopped") == 50);
  BOOST_TEST(figure(timed.out, "Errors") == 0);
  BOOST_TEST(!contains(timed.out, "failed: "));
  Program running(runner_command(arguments("test_waits", {"-u", "50", "-d", "600"}), good_folder()));
  BOOST_REQUIRE(wait_until([&] { return contains(active(), "current: 50"); }));
  running.send(SIGINT);
  const Finished interrupted = running.wait();
  BOOST_TEST(figure(interrupted.out, "Stopped") == 50);
  BOOST_TEST(interrupted.seconds < 60);
  BOOST_TEST(wait_until([&] { return contains(active(), "current: 0"); }));
}

BOOST_AUTO_TEST_CASE(a_crash_loses_nothing_that_was_counted) {
  const Finished run = run_sockets("test_crash");
  BOOST_TEST(run.code == 3);
  BOOST_TEST(contains(run.out, "SIGSEGV"));
  BOOST_TEST(figure(run.out, "Opened web sockets") == 1);
  BOOST_TEST(figure(run.out, "Bytes received via web sockets") == 10);
  BOOST_TEST(wait_until([&] { return contains(active(), "current: 0"); }));
}

BOOST_AUTO_TEST_CASE(what_goes_wrong_is_an_error_with_its_reason) {
  const Finished thrown = run_sockets("test_callback_throws");
  BOOST_TEST(thrown.code == 1);
  BOOST_TEST(figure(thrown.out, "Errors") == 1);
  BOOST_TEST(contains(thrown.err, "std::runtime_error: bad"));
  const Finished refused = run_sockets("test_refused", {"--hits", "3"});
  BOOST_TEST(refused.code == 1);
  BOOST_TEST(figure(refused.out, "Errors") == 3);
  BOOST_TEST(figure(refused.out, "Opened web sockets") == 0);
  BOOST_TEST(contains(refused.out, "failed: 3 x handshake refused: 403"));
  BOOST_TEST(contains(refused.err, "the server answered 403 Forbidden"));
}

BOOST_AUTO_TEST_SUITE_END()
