// SPDX-License-Identifier: Apache-2.0
// Load models, seen from outside: how many iterations there are, and when, by the figures and by the
// server's.
#include "tests/support/cluster.hpp"
#include "tests/support/good_runs.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

using namespace loads::test;
namespace json = boost::json;

namespace {

struct Fixture : GoodRuns {
  json::object summary(const std::string& test, std::vector<std::string> more) const {
    more.insert(more.end(), {"-o", "json", "--output-json-filename", "-"});
    const Finished finished = run(test, std::move(more));
    BOOST_TEST_REQUIRE(finished.code == 0, finished.err);
    return json::parse(finished.out).as_object();
  }
};

std::uint64_t number(const json::object& summary, const char* section, const char* member) {
  return summary.at(section).at(member).to_number<std::uint64_t>();
}

double seconds(const json::object& summary, const char* distribution, const char* member) {
  return summary.at("requests").at(distribution).at(member).to_number<double>();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(load_models, Fixture)

BOOST_AUTO_TEST_CASE(a_rate_gives_exactly_so_many_iterations) {
  const json::object report = summary("test_get", {"--rate", "250/s", "-d", "2"});
  BOOST_TEST(number(report, "iterations", "success") == 500u);
  BOOST_TEST(number(report, "iterations", "not_started") == 0u);
  BOOST_TEST(server.stat("total") == 500);
  BOOST_TEST(report.at("requests").at("service_seconds").at("count").to_number<std::uint64_t>() == 500u);
  BOOST_TEST(report.at("run").at("elapsed_seconds").to_number<double>() > 1.98);
}

BOOST_AUTO_TEST_CASE(what_no_user_was_free_for_is_counted_and_what_began_late_shows_it) {
  // two users can do 100 a second of 20 ms each
  const json::object report = summary("test_delay", {"--rate", "400/s", "-d", "1", "-u", "2"});
  const std::uint64_t begun = number(report, "iterations", "success");
  BOOST_TEST(begun > 20u);
  BOOST_TEST(begun <= 102u);
  BOOST_TEST(begun + number(report, "iterations", "not_started") == 400u);
  BOOST_TEST(seconds(report, "latency_seconds", "max") > 0.4);
  BOOST_TEST(seconds(report, "service_seconds", "min") >= 0.02);
  BOOST_TEST(seconds(report, "latency_seconds", "max") > 2 * seconds(report, "service_seconds", "p50"));
  const Finished shown = run("test_delay", {"--rate", "400/s", "-d", "1", "-u", "2"});
  BOOST_TEST(contains(shown.out, "iterations were due, and no user was free; give more --users"));
  BOOST_TEST(contains(shown.out, "  late start "));
}

BOOST_AUTO_TEST_CASE(stages_of_a_rate_give_the_area_below_the_curve) {
  const json::object report =
      summary("test_get", {"--rate", "100/s", "--stage", "1s:300/s", "--stage", "500ms:300/s"});
  BOOST_TEST(number(report, "iterations", "success") == 350u); // 200 and 150
}

BOOST_AUTO_TEST_CASE(random_arrivals_have_the_rate_asked_for) {
  const json::object report = summary("test_get", {"--rate", "1000/s", "-d", "2", "--arrivals", "poisson"});
  const auto begun = static_cast<double>(number(report, "iterations", "success"));
  BOOST_TEST(std::abs(begun - 2000) < 5 * 45); // five standard deviations
}

BOOST_AUTO_TEST_CASE(random_arrivals_with_a_total_are_so_many) {
  for (const std::vector<std::string>& load :
       {std::vector<std::string>{"--rate", "200/s", "-n", "60", "--arrivals", "poisson", "--threads", "2"},
        {"--scenario", "a: --rate 200/s -n 60 --arrivals poisson --mix test_get"}}) {
    const json::object report = summary(load[0] == "--scenario" ? "" : "test_get", load);
    BOOST_TEST(number(report, "iterations", "success") == 60u);
    BOOST_TEST(number(report, "iterations", "not_started") == 0u);
    BOOST_TEST(contains(report.at("run").at("load").as_string(),
                        "iterations due: 200/s, as a Poisson process, 60 iterations in all"));
  }
}

BOOST_AUTO_TEST_CASE(a_run_takes_the_time_that_was_asked_for) {
  for (const std::vector<std::string>& load :
       {std::vector<std::string>{"--rate", "2/s", "-d", "1", "--threshold", "rps<=2"},
        {"-u", "1", "-d", "1", "--think-time", "5s"},
        {"-u", "2", "-d", "1", "--pace", "900ms", "--blocking"},
        {"--stage", "0s:2", "--stage", "1s:0", "--think-time", "300ms"}}) {
    const double elapsed = summary("test_get", load).at("run").at("elapsed_seconds").to_number<double>();
    BOOST_TEST(elapsed >= 1);
    BOOST_TEST(elapsed < 1.5);
  }
  // all that there is to do is done
  const json::object early = summary("test_get", {"-n", "3", "-u", "2", "-d", "60", "--pace", "100ms"});
  BOOST_TEST(early.at("run").at("elapsed_seconds").to_number<double>() < 30);
}

BOOST_AUTO_TEST_CASE(what_the_header_says_of_users_and_iterations_is_so) {
  const Finished cycles = run("test_get", {"-u", "1:2", "-n", "3"});
  BOOST_TEST(contains(cycles.out, "3 iterations for each number of users"));
  BOOST_TEST(figure(cycles.out, "Success") == 6);
  const Finished fewer = run("test_get", {"--rate", "600/m", "-n", "15", "-d", "1"});
  BOOST_TEST(contains(fewer.out, "at most 15 iterations in all"));
  BOOST_TEST(figure(fewer.out, "Success") == 10);
  const Finished scenario = run("", {"--scenario", "a: --hits 2 --mix test_get"});
  BOOST_TEST(contains(scenario.out, "at most 1 user; a: 1 user x 2 hits, mix test_get=1\n"));
}

BOOST_AUTO_TEST_CASE(stages_of_users_come_and_go) {
  const json::object report =
      summary("test_sleep", {"--stage", "500ms:10", "--stage", "500ms:10", "--stage", "500ms:0"});
  BOOST_TEST(report.at("run").at("peak_users").to_number<std::uint64_t>() == 10u);
  const std::uint64_t begun =
      number(report, "iterations", "success"); // of 10 ms each, by 6.7 users on average
  BOOST_TEST(begun > 300u);
  BOOST_TEST(begun <= 1010u);
  BOOST_TEST(number(report, "iterations", "stopped") == 0u);
}

BOOST_AUTO_TEST_CASE(iterations_in_all_are_shared_by_all_users) {
  for (const char* blocking : {"--threads=2", "--blocking"}) {
    const json::object report = summary("test_get", {"--total-iterations", "1001", "-u", "7", blocking});
    BOOST_TEST(number(report, "iterations", "success") == 1001u);
  }
}

BOOST_AUTO_TEST_CASE(think_time_and_pace_hold_users_back) {
  const json::object thinking = summary("test_get", {"-u", "5", "--think-time", "100ms", "-d", "1"});
  BOOST_TEST(number(thinking, "iterations", "success") <= 50u);
  BOOST_TEST(number(thinking, "iterations", "success") > 20u);
  const json::object paced = summary("test_delay", {"-u", "5", "--pace", "100ms", "-d", "1"});
  BOOST_TEST(number(paced, "iterations", "success") == 50u);
  BOOST_TEST(paced.at("requests").at("service_seconds").at("count").to_number<std::uint64_t>() == 50u);
  const json::object free = summary("test_get", {});
  BOOST_TEST(free.at("requests").at("service_seconds").at("count").to_number<std::uint64_t>() == 0u);
}

BOOST_AUTO_TEST_CASE(iterations_may_end_after_the_time_unless_told_otherwise) {
  const json::object graceful = summary("test_delay", {"--rate", "200/s", "-d", "200ms"});
  BOOST_TEST(number(graceful, "iterations", "success") == 40u);
  const json::object cut = summary("test_delay", {"--rate", "200/s", "-d", "200ms", "--graceful-stop", "0"});
  BOOST_TEST(number(cut, "iterations", "stopped") > 0u);
  const json::object closed = summary("test_delay", {"-u", "3", "-d", "110ms", "--graceful-stop", "10s"});
  BOOST_TEST(number(closed, "iterations", "stopped") == 0u);
}

BOOST_AUTO_TEST_CASE(a_suite_declares_its_load_and_the_user_wins) {
  const auto iterations = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"declared.Paced", "--server-url", server.url(), "-o", "json",
                               "--output-json-filename", "-"});
    const Finished finished = run_runner(std::move(more), good_folder());
    BOOST_TEST_REQUIRE(finished.code == 0, finished.err);
    return number(json::parse(finished.out).as_object(), "iterations", "success");
  };
  BOOST_TEST(iterations({}) == 50u);
  BOOST_TEST(iterations({"--hits", "3"}) == 6u); // of both tests
  BOOST_TEST(iterations({"--no-suite-options"}) == 2u);
  TestCluster cluster(2);
  const Finished shared =
      cluster.run({"declared.Paced", "--server-url", server.url(), "-a", "2"}, good_folder());
  BOOST_TEST(shared.code == 0);
  BOOST_TEST(figure(shared.out, "Success") == 50);
}

BOOST_AUTO_TEST_CASE(a_warm_up_is_measured_and_left_out) {
  const json::object report =
      summary("test_get", {"--rate", "200/s", "-d", "2", "--warm-up", "1s", "--threshold", "requests<=230"});
  const auto left_out = report.at("run").at("warm_up").at("iterations").to_number<std::uint64_t>();
  BOOST_TEST(left_out > 170u);
  BOOST_TEST(left_out < 230u);
  BOOST_TEST(left_out + number(report, "iterations", "success") == 400u);
  const std::uint64_t hits = number(report, "requests", "hits");
  BOOST_TEST(hits >= 400u - left_out); // a request ends a little before its iteration
  BOOST_TEST(hits <= 402u - left_out);
  const auto timed = report.at("requests").at("latency_seconds").at("count").to_number<std::uint64_t>();
  BOOST_TEST(timed + 2 >= hits); // what ends while the warm-up's figures are read may be on either side
  BOOST_TEST(timed <= hits + 2);
  const double rate = report.at("requests").at("hits_per_second").to_number<double>();
  BOOST_TEST(rate > 150);
  BOOST_TEST(rate < 250);
  BOOST_TEST(server.stat("total") == 400);
}

BOOST_AUTO_TEST_CASE(a_warm_up_that_leaves_nothing_to_measure_is_refused_or_told) {
  const char* const refusal = "--warm-up 1s: nothing is left to measure of a run of 1s";
  for (const std::vector<std::string>& load : {std::vector<std::string>{"-d", "1"},
                                               {"--stage", "500ms:3", "--stage", "500ms:3"},
                                               {"--rate", "10/s", "-n", "10"},
                                               {"--scenario", "a: -u 2 -d 500ms --start 500ms"},
                                               {"-u", "1:2", "-d", "500ms"}}) {
    std::vector<std::string> options = load;
    options.insert(options.end(), {"--warm-up", "1s"});
    const Finished refused = run("test_get", options);
    BOOST_TEST(refused.code == 2);
    BOOST_TEST(contains(refused.err, refusal), refused.err);
  }
  BOOST_TEST(server.stat("total") == 0);
  BOOST_TEST(run("test_get", {"-u", "1:2", "-d", "600ms", "--warm-up", "1s"}).code == 0); // 1.2 s
  const Finished over = run("test_get", {"--hits", "1", "--warm-up", "5s"});
  BOOST_TEST(over.code == 1);
  BOOST_TEST(contains(over.err, "nothing was measured: no iteration ended after the --warm-up of 5s; make it "
                                "shorter, or the run longer"));
  BOOST_TEST(contains(over.out, "nothing was measured: the run did not go on after its warm-up"));
}

BOOST_AUTO_TEST_CASE(a_mix_draws_tests_by_weight_for_the_same_users) {
  const json::object report = summary("", {"--mix", "test_get=3,Good.test_count=1", "-u", "4", "-n", "2000"});
  BOOST_TEST(number(report, "iterations", "success") == 2000u);
  const json::array& tests = report.at("tests").as_array();
  BOOST_TEST_REQUIRE(tests.size() == 2u);
  BOOST_TEST(tests[0].at("test").as_string() == "Good.test_get");
  const auto drawn = tests[0].at("success").to_number<double>();
  BOOST_TEST(std::abs(drawn - 1500) < 5 * 20); // five standard deviations
  const Finished one = run("test_get", {"--mix", "test_count"});
  BOOST_TEST(one.code == 2);
  BOOST_TEST(contains(one.err, "only test_get of Good is asked for: name the class, or leave --mix out"));
  const Finished unknown = run("", {"--mix", "test_get,test_gone"});
  BOOST_TEST(unknown.code == 2);
  BOOST_TEST(contains(unknown.err, "no test 'test_gone' in class Good"));
}

BOOST_AUTO_TEST_CASE(scenarios_go_side_by_side_and_have_figures_of_their_own) {
  const json::object report =
      summary("", {"--scenario", "browse: --rate 100/s -d 1s --mix test_get", "--scenario",
                   "wait: -u 3 -d 500ms --start 500ms --mix test_sleep --graceful-stop 1s"});
  const json::array& tests = report.at("tests").as_array();
  BOOST_TEST_REQUIRE(tests.size() == 2u);
  BOOST_TEST(tests[0].at("test").as_string() == "browse/Good.test_get");
  BOOST_TEST(tests[0].at("success").to_number<std::uint64_t>() == 100u);
  BOOST_TEST(tests[1].at("test").as_string() == "wait/Good.test_sleep");
  BOOST_TEST(tests[1].at("success").to_number<std::uint64_t>() > 50u); // of 10 ms each
  BOOST_TEST(tests[1].at("success").to_number<std::uint64_t>() <= 153u);
  BOOST_TEST(contains(report.at("run").at("load").as_string(),
                      "browse: at most 1000 users for 1s, iterations due: 100/s for 1s, evenly spaced, mix "
                      "test_get=1; wait: 3 users for 500ms from 500ms"));
}

BOOST_AUTO_TEST_CASE(beside_a_rate_requests_of_users_have_both_times_and_no_lateness) {
  const json::object report = summary("", {"--scenario", "rate: --rate 40/s -d 500ms --mix test_get",
                                           "--scenario", "users: -u 1 --hits 5 --mix test_delay"});
  const auto values = [&](const char* distribution) {
    return report.at("requests").at(distribution).at("count").to_number<std::uint64_t>();
  };
  BOOST_TEST(values("latency_seconds") == 25u);
  BOOST_TEST(values("service_seconds") == 25u);
  BOOST_TEST(seconds(report, "service_seconds", "max") >= 0.02); // what test_delay takes
  const json::array& tests = report.at("tests").as_array();
  BOOST_TEST_REQUIRE(tests.size() == 2u);
  BOOST_TEST(tests[0].at("late_seconds").at("count").to_number<std::uint64_t>() == 20u);
  BOOST_TEST(tests[1].at("late_seconds").at("count").to_number<std::uint64_t>() == 0u);
}

BOOST_AUTO_TEST_CASE(the_iterations_of_a_scenario_end_with_its_own_time_not_with_that_of_others) {
  for (const char* users : {"--threads=1", "--blocking"}) {
    const json::object report = summary("", {"--scenario", "short: -u 2 -d 100ms --mix test_long_delay",
                                             "--scenario", "long: -u 1 --hits 20 --mix test_delay", users});
    BOOST_TEST(number(report, "iterations", "stopped") == 2u);
    BOOST_TEST(number(report, "iterations", "success") == 20u);
    BOOST_TEST(report.at("run").at("elapsed_seconds").to_number<double>() < 20); // test_long_delay takes 30 s
  }
}

BOOST_AUTO_TEST_CASE(a_mistake_is_one_line_that_says_what_to_do) {
  const std::pair<std::vector<std::string>, const char*> mistakes[] = {
      {{"--rate", "500"}, "--rate: a rate needs a unit of time; write 500/s"},
      {{"--rate", "500/s"}, "--rate: say how long: give --duration, --total-iterations or --stage, too"},
      {{"--rate", "5/s", "-d", "1", "--hits", "3"}, "--hits"},
      {{"--stage", "30s:1x"}, "--stage 30s:1x: '1x' is not a whole number of users"},
      {{"--stage", "30s:10", "--stage", "30s:10/s"},
       "'30s:10/s' is a stage of arrivals, while others are of users"},
      {{"--rate", "10/s", "--stage", "30s:10"}, "'30s:10' is a stage of users"},
      {{"--stage", "0s:10"}, "all stages together take no time"},
      {{"--stage", "5s:10", "-d", "3"}, "--duration: the stages say how long the run lasts"},
      {{"--pace", "1s", "--think-time", "1s"}, "--think-time: --pace says already"},
      {{"--pace", "3s-1s"}, "--pace 3s-1s: it ends before it begins"},
      {{"--rate", "10/s", "-d", "1", "-u", "10:20"}, "cycles and a rate exclude each other"},
      {{"--rate", "10/s", "-d", "1", "-u", "5", "--think-time", "1s"}, "10/s can never be reached: 5 users"},
      {{"--rate", "10/s", "-d", "1", "-u", "1", "--think-time", "exp:1s"},
       "10/s can never be reached: 1 user who thinks for exp:1s begins at most 1/s"},
      {{"--rate", "5rps", "-d", "1"}, "a rate needs a unit of time; write 5/s for so many a second"},
      {{"--think-time", "exp:"}, "--think-time exp:: '' is not a duration"},
      {{"--think-time", "exp:1s-2s"}, "--think-time exp:1s-2s: '1s-2s' is not a duration"},
      {{"--total-iterations", "99999999999999999999999"}, "too large a number; at most 18446744073709551615"},
      {{"--mix", "test_get=99999999999999999999999"}, "has a weight of more than 1000000000"},
      {{"--mix", "test_get,test_gone"}, "--mix test_get=1,test_gone=1: no test 'test_gone' in class Good"},
      {{"--scenario", "a: -d 1s --mix test_gone"}, "--scenario a, --mix test_gone=1: no test 'test_gone'"},
      {{"--scenario", "a: -d 1s --warm-up 1s"}, "a: --warm-up: it holds for the whole run"},
      {{"--scenario", "a: -d 1s --threshold p95<1s"}, "a: --threshold: it holds for the whole run"},
      {{"--scenario", "a: -d 1s --mix 'test_get"}, "a: the quote ' is never closed"},
      {{"--stage", "1s:1"}, "--stage: there is never a user"},
      {{"--stage", "1s:0", "-u", "1"}, "--stage: there is never a user"},
      {{"--stage", "1ms:1", "--stage", "1ms:0"}, "--stage: there is never a user"},
      {{"--scenario", "a: --stage 1s:1"}, "a: --stage: there is never a user"},
      {{"--arrivals", "poisson"}, "--arrivals: it says how the arrivals of a rate are spaced"},
      {{"--arrivals", "often", "--rate", "1/s", "-d", "1"}, "neither even nor poisson"},
      {{"--total-iterations", "0"}, "--total-iterations: at least 1"},
      {{"--rate", "10/s", "-d", "1", "-u", "2", "-a", "3"}, "2 are fewer than 3 agents"},
  };
  for (const auto& [options, text] : mistakes) {
    const Finished finished = run("", options);
    BOOST_TEST(finished.code == 2);
    BOOST_TEST(contains(finished.err, text), text << " is not in " << finished.err);
  }
  const Finished both = run("test_get", {"--scenario", "a: -d 1s", "--rate", "5/s"});
  BOOST_TEST(both.code == 2);
  BOOST_TEST(both.err == "loads-runner: --rate: each scenario has its own; write it there\n");
  BOOST_TEST(server.stat("total") == 0);
}

BOOST_AUTO_TEST_CASE(a_scenario_has_words_as_for_a_shell) {
  const json::object report = summary("", {"--scenario", "a: -u 2 -n 20 --mix \"test_get=1, test_sleep=1\""});
  BOOST_TEST(number(report, "iterations", "success") == 20u);
}

BOOST_AUTO_TEST_CASE(agents_share_the_load_and_the_sum_is_exact) {
  TestCluster cluster(3);
  const auto in_cluster = [&](const std::string& test, std::vector<std::string> more) {
    more.insert(more.end(), {"--agents", "3", "-o", "json", "--output-json-filename", "-"});
    Finished finished = cluster.run(arguments(test, std::move(more)), good_folder());
    BOOST_TEST_REQUIRE(finished.code == 0, finished.err);
    return finished;
  };
  const Finished warm =
      cluster.run(arguments("test_get", {"-a", "2", "-d", "1", "--warm-up", "1"}), good_folder());
  BOOST_TEST(warm.code == 2);
  BOOST_TEST(contains(warm.err, "--warm-up 1s: nothing is left to measure of a run of 1s"));
  const Finished open = in_cluster("test_get", {"--rate", "200/s", "-d", "1"});
  BOOST_TEST(number(json::parse(open.out).as_object(), "iterations", "success") == 200u);
  BOOST_TEST(contains(open.err, "3 agents together: iterations due: 200/s for 1s, evenly spaced; each up to "
                                "66.666667/s"));
  BOOST_TEST(server.stat("total") == 200);
  const Finished measured = in_cluster("test_get", {"--rate", "60/s", "-d", "2", "--warm-up", "1s"});
  const json::object left = json::parse(measured.out).as_object();
  std::uint64_t hits = 0;
  for (const json::value& agent : left.at("agents").as_array())
    hits += agent.at("hits").to_number<std::uint64_t>();
  BOOST_TEST(hits == number(left, "requests", "hits"));
  BOOST_TEST(hits < 100u); // of 120
  const Finished shared = in_cluster("test_get", {"--total-iterations", "100", "-u", "5"});
  BOOST_TEST(number(json::parse(shared.out).as_object(), "iterations", "success") == 100u);
  const Finished each =
      cluster.run(arguments("test_get", {"-a", "3", "-u", "2", "--hits", "5"}), good_folder());
  BOOST_TEST(contains(each.out, "Test: good.Good.test_get, 6 users on 3 agents, 5 hits each\n"), each.out);
  BOOST_TEST(figure(each.out, "Success") == 30);
  const Finished poisson = in_cluster("test_get", {"--rate", "200/s", "-n", "50", "--arrivals", "poisson"});
  BOOST_TEST(number(json::parse(poisson.out).as_object(), "iterations", "success") == 50u);
  const Finished staged = in_cluster("test_sleep", {"--stage", "300ms:4", "--stage", "700ms:4"});
  BOOST_TEST(number(json::parse(staged.out).as_object(), "run", "peak_users") == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
