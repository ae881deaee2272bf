// SPDX-License-Identifier: Apache-2.0
// Whether figures can be trusted, seen from outside: the report, the exit code, and what switches it off.
#include "tests/support/cluster.hpp"
#include "tests/support/runner.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

using namespace loads::test;
namespace json = boost::json;

namespace {

struct Fixture {
  EchoServer server;

  // As users run it: the other tests allow invalid figures, since machines that run tests may be busy.
  Finished run(const std::string& test, std::vector<std::string> more, const char* allow = "no") const {
    more.insert(more.begin(), {"good.Good." + test, "--server-url", server.url()});
    Command command = runner_command(std::move(more), good_folder());
    command.environment["LOADS_ALLOW_INVALID"] = allow;
    return loads::test::run(command);
  }
};

// Two users can do 100 a second of 20 ms each.
const std::vector<std::string> beyond_reach = {"--rate", "400/s", "-d", "2", "-u", "2"};

std::vector<std::string> with(std::vector<std::string> arguments, const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(validity, Fixture)

BOOST_AUTO_TEST_CASE(a_rate_beyond_reach_is_invalid_and_has_its_exit_code) {
  const Finished finished = run("test_delay", beyond_reach);
  BOOST_TEST(finished.code == 98);
  BOOST_TEST(contains(finished.out, "\nValidity: INVALID, do not trust the figures:\n"));
  BOOST_TEST(contains(finished.out, " of 800 could not be started: no user was free\n    give more --users"));
}

BOOST_AUTO_TEST_CASE(without_a_report_a_line_says_why) {
  const Finished finished = run("test_delay", with(beyond_reach, {"-q"}));
  BOOST_TEST(finished.code == 98);
  BOOST_TEST(contains(finished.err, "the figures are invalid: "));
}

BOOST_AUTO_TEST_CASE(invalid_figures_can_be_allowed_and_come_before_thresholds) {
  const std::vector<std::string> broken = with(beyond_reach, {"--threshold", "min<1ns"});
  BOOST_TEST(run("test_delay", broken).code == 98);
  const Finished allowed = run("test_delay", with(broken, {"--allow-invalid"}));
  BOOST_TEST(allowed.code == 99);
  BOOST_TEST(contains(allowed.out, "do not trust the figures (--allow-invalid):"));
  BOOST_TEST(run("test_delay", beyond_reach, "yes").code == 0);
}

BOOST_AUTO_TEST_CASE(who_looks_at_a_run_later_can_allow_it_too) {
  const TestCluster cluster(1);
  const auto in_cluster = [&](std::vector<std::string> arguments) {
    Command command = cluster.command(std::move(arguments), good_folder());
    command.environment["LOADS_ALLOW_INVALID"] = "no";
    return loads::test::run(command);
  };
  const Finished run =
      in_cluster(with({"good.Good.test_delay", "--server-url", server.url(), "--agents", "1"}, beyond_reach));
  BOOST_TEST(run.code == 98, run.err);
  const std::string id = in_cluster({"--list-runs"}).out.substr(0, 8);
  BOOST_TEST(in_cluster({"--show-run", id}).code == 98);
  const Finished allowed = in_cluster({"--show-run", id, "--allow-invalid"});
  BOOST_TEST(allowed.code == 0, allowed.err);
  BOOST_TEST(contains(allowed.out, "do not trust the figures (--allow-invalid):"));
}

BOOST_AUTO_TEST_CASE(json_and_junit_say_the_same) {
  const Finished summary =
      run("test_delay", with(beyond_reach, {"-o", "json", "--output-json-filename", "-"}));
  const json::value validity = json::parse(summary.out).at("validity");
  BOOST_TEST(validity.at("state").as_string() == "invalid");
  BOOST_TEST(!validity.at("findings").at(0).at("advice").as_string().empty());
  const Finished junit =
      run("test_delay", with(beyond_reach, {"-o", "junit", "--output-junit-filename", "-"}));
  BOOST_TEST(contains(junit.out, "classname=\"validity\""));
  BOOST_TEST(contains(junit.out, "failures=\"1\""));
}

BOOST_AUTO_TEST_CASE(a_run_that_is_too_short_to_tell_changes_no_exit_code) {
  const Finished one = run("test_get", {});
  BOOST_TEST(one.code == 0);
  BOOST_TEST(contains(one.out, "Validity: unknown, too few iterations to tell"));
  const Finished brief = run("test_get", {"-u", "10", "--hits", "5"});
  BOOST_TEST(brief.code == 0);
  BOOST_TEST(!contains(brief.out, "INVALID"));
}

// What a run without haste may be called on a busy machine is suspect, and no more.
BOOST_AUTO_TEST_CASE(a_small_run_of_a_slow_server_is_not_invalid) {
  const Finished finished = run("test_delay", {"-u", "2", "-d", "2"});
  BOOST_TEST(finished.code == 0, finished.out);
  BOOST_TEST(contains(finished.out, "\nValidity: "));
  BOOST_TEST(!contains(finished.out, "INVALID"));
}

BOOST_AUTO_TEST_CASE(a_server_that_is_not_there_is_a_failure_and_not_a_slow_generator) {
  const Finished finished = run("test_get", {"-d", "2", "--server-url", "http://127.0.0.1:9"});
  BOOST_TEST(finished.code == 1);
  BOOST_TEST(contains(finished.out, "Validity: unknown, no request had an answer"));
}

BOOST_AUTO_TEST_SUITE_END()
