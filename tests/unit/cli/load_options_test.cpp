// SPDX-License-Identifier: Apache-2.0
#include "core/base/descriptors.hpp"
#include "tests/unit/cli/support.hpp"

#include <boost/test/unit_test.hpp>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace loads;
using namespace std::chrono_literals;
using load::Pause;
using load::Stage;
using test::Texts;

namespace {

model::Plan plan(Texts arguments) {
  arguments.insert(arguments.begin(), "x.T.t");
  return test::parse({std::move(arguments), {}, ""}).plan;
}
std::string error_of(Texts arguments) {
  arguments.insert(arguments.begin(), "x.T.t");
  return test::error_of({std::move(arguments), {}, ""});
}
bool says(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(load_options)

BOOST_AUTO_TEST_CASE(a_rate_lasts_as_long_as_the_duration_or_as_its_iterations) {
  const model::Plan timed = plan({"--rate", "500/s", "-d", "30s", "-u", "70"});
  BOOST_TEST(timed.load.open);
  BOOST_TEST((timed.load.stages == std::vector<Stage>{{30s, 500, true}}));
  BOOST_TEST((timed.duration == 30s));
  BOOST_TEST(timed.hits.empty());
  BOOST_TEST((timed.users == model::Cycles{70}));
  const model::Plan counted = plan({"--rate", "30/m", "-n", "10"});
  BOOST_TEST((counted.duration == 20s));
  BOOST_TEST(counted.load.iterations == 10u);
}

// They would be too few half of the time if the run ended when so many are expected.
BOOST_AUTO_TEST_CASE(random_arrivals_with_a_total_have_no_end_but_that) {
  const model::Plan open = plan({"--rate", "100/s", "-n", "50", "--arrivals", "poisson"});
  BOOST_TEST((open.duration == 0s));
  BOOST_TEST(open.load.stages.empty());
  BOOST_TEST(open.load.begin == 100);
  BOOST_TEST(open.load.iterations == 50u);
  BOOST_TEST((open.users == model::Cycles{1000}));
  BOOST_TEST((plan({"--rate", "100/s", "-n", "50", "-d", "2s", "--arrivals", "poisson"}).duration == 2s));
  BOOST_TEST(
      (plan({"--rate", "1/s", "--stage", "3s:9/s", "-n", "50", "--arrivals", "poisson"}).duration == 3s));
  const model::Plan beside = plan({"--scenario", "a: --rate 200/s -n 100 --arrivals poisson"});
  BOOST_TEST((beside.scenarios[0].duration == 0s));
  BOOST_TEST(model::expected_iterations(beside, 1) == 100u);
}

BOOST_AUTO_TEST_CASE(without_a_number_of_users_there_are_enough_for_slow_iterations) {
  BOOST_TEST((plan({"--rate", "5/s", "-d", "1"}).users == model::Cycles{100}));
  BOOST_TEST((plan({"--rate", "50/s", "-d", "1"}).users == model::Cycles{500}));
  BOOST_TEST((plan({"--rate", "50000/s", "-d", "1", "--agents", "2"}).users == model::Cycles{20'000}));
}

// An agent without a user would leave its share of the load undone.
BOOST_AUTO_TEST_CASE(each_agent_has_a_user_where_they_share_the_load) {
  BOOST_TEST((plan({"--rate", "5/s", "-d", "1", "--agents", "150"}).users == model::Cycles{150}));
  BOOST_TEST(plan({"--scenario", "a: --rate 5/s -d 1", "--agents", "150"}).scenarios[0].users == 150u);
  BOOST_TEST(error_of({"-n", "1000", "--agents", "4"}) ==
             "--users: with --total-iterations the users are those of all agents together, and 1 is fewer "
             "than 4 agents");
  BOOST_TEST(says(error_of({"--stage", "5s:10/s", "-u", "2", "--agents", "4"}), "--users: with --stage"));
}

BOOST_AUTO_TEST_CASE(no_load_lasts_longer_than_the_clock_does) {
  BOOST_TEST(says(error_of({"--rate", "1/h", "-n", "18446744073709551615"}),
                  "--total-iterations: at 1/h they take longer than 36500d"));
  BOOST_TEST(says(error_of({"--stage", "20000d:5", "--stage", "20000d:5"}),
                  "--stage: all stages together take longer than 36500d"));
  BOOST_TEST(says(error_of({"--stage", "100000d:5", "--stage", "100000d:5"}), "take longer than 36500d"));
  Texts many;
  for (int i = 0; i < 1001; ++i)
    many.insert(many.end(), {"--stage", "1s:5"});
  BOOST_TEST(says(error_of(many), "--stage: there are more than 1000"));
}

BOOST_AUTO_TEST_CASE(a_mistake_names_the_place_of_each_value) {
  const auto in_variables = [](cli::Environment variables) {
    return test::error_of({{"x.T.t"}, std::move(variables), ""});
  };
  BOOST_TEST(says(in_variables({{"LOADS_PACE", "1s"}, {"LOADS_THINK_TIME", "1s"}}),
                  "LOADS_THINK_TIME: LOADS_PACE says already"));
  BOOST_TEST(says(in_variables({{"LOADS_TOTAL_ITERATIONS", "5"}, {"LOADS_HITS", "1"}}),
                  "LOADS_HITS: LOADS_TOTAL_ITERATIONS says how many"));
  BOOST_TEST(says(in_variables({{"LOADS_RATE", "5/s"}, {"LOADS_STAGE", "5s:5"}}), "while LOADS_RATE asks"));
}

// Nobody asked for more than there can be: a run without --users would otherwise be refused.
BOOST_AUTO_TEST_CASE(the_usual_users_of_a_rate_are_no_more_than_there_are_descriptors_for) {
  const std::uint64_t possible = base::users_within_descriptors();
  BOOST_TEST((plan({"--rate", "50000/s", "-d", "1"}).users ==
              model::Cycles{std::min<std::uint64_t>(20'000, possible)}));
  if (const pid_t child = fork(); child == 0) { // a hard limit that was lowered stays so
    const rlimit low{1000, 1000};
    const bool is_capped = setrlimit(RLIMIT_NOFILE, &low) == 0 &&
                           plan({"--rate", "500/s", "-d", "1"}).users == model::Cycles{936} &&
                           plan({"--rate", "500/s", "-d", "1", "-u", "2000"}).users == model::Cycles{2000};
    const auto users = [](const char* one, const char* other) {
      const auto scenarios = plan({"--scenario", one, "--scenario", other}).scenarios;
      return std::pair(scenarios[0].users, scenarios[1].users);
    };
    using Users = std::pair<std::uint64_t, std::uint64_t>;
    const bool is_shared = users("a: --rate 20/s -d 1", "b: --rate 200/s -d 1") == Users{164, 771} &&
                           users("a: --rate 300/s -d 1", "b: -u 100 -d 1") == Users{836, 100} &&
                           users("a: --rate 300/s -d 1", "b: -u 2000 -d 1") == Users{1, 2000} &&
                           users("a: --rate 300/s -d 1 -u 500", "b: --rate 20/s -d 1") == Users{500, 200};
    _exit(is_capped && is_shared ? 0 : 1);
  } else {
    int status = 0;
    BOOST_TEST(waitpid(child, &status, 0) == child);
    BOOST_TEST(status == 0);
  }
}

BOOST_AUTO_TEST_CASE(stages_begin_at_the_users_or_the_rate_that_is_given) {
  const model::Plan users = plan({"-u", "10", "--stage", "30s:100", "--stage", "1m:0"});
  BOOST_TEST(!users.load.open);
  BOOST_TEST(users.load.begin == 10);
  BOOST_TEST((users.users == model::Cycles{100}));
  BOOST_TEST((users.duration == 90s));
  BOOST_TEST((users.load.grace() == 30s));
  BOOST_TEST(plan({"--stage", "30s:100"}).load.begin == 0);
  BOOST_TEST(plan({"--stage", "30s:100/s"}).load.begin == 0);
  BOOST_TEST(plan({"--rate", "7/s", "--stage", "30s:100/s"}).load.begin == 7);
}

BOOST_AUTO_TEST_CASE(pauses_spacing_and_mix_are_taken_over) {
  const model::Plan made =
      plan({"-u", "5", "--think-time", "1s-3s", "--mix", "a=3,B.c", "--graceful-stop", "0"});
  BOOST_TEST((made.load.think_time == Pause{Pause::Kind::uniform, 1s, 3s}));
  BOOST_TEST((made.mix == load::Mix{{"a", 3}, {"B.c", 1}}));
  BOOST_TEST((made.load.graceful_stop == base::Duration(0)));
  BOOST_TEST(!model::is_shared(made));
  BOOST_TEST(
      (plan({"--rate", "5/s", "-d", "1", "--arrivals", "poisson"}).load.spacing == load::Spacing::random));
}

BOOST_AUTO_TEST_CASE(a_scenario_has_options_of_its_own) {
  const model::Plan made = plan({"--scenario", "browse: --rate 50/s -d 1m --mix a=3,b", "--scenario",
                                 "buyers:-u 5 --hits 2 --start 10s"});
  BOOST_TEST_REQUIRE(made.scenarios.size() == 2u);
  BOOST_TEST(made.scenarios[0].name == "browse");
  BOOST_TEST(made.scenarios[0].load.open);
  BOOST_TEST((made.scenarios[0].duration == 60s));
  BOOST_TEST(made.scenarios[0].mix.size() == 2u);
  BOOST_TEST(made.scenarios[1].users == 5u);
  BOOST_TEST(made.scenarios[1].hits == 2u);
  BOOST_TEST((made.scenarios[1].start == 10s));
  BOOST_TEST((made.users == model::Cycles{505}));
  BOOST_TEST(made.duration.count() == 0); // the second ends when it ends
  BOOST_TEST(model::is_shared(made));
}

BOOST_AUTO_TEST_CASE(mistakes_in_a_scenario_name_it) {
  BOOST_TEST(says(error_of({"--scenario", "-u 5"}), "--scenario -u 5: it begins with no name"));
  BOOST_TEST(
      says(error_of({"--scenario", "a: --rate 5"}), "--scenario a: --rate: a rate needs a unit of time"));
  BOOST_TEST(says(error_of({"--scenario", "a: --rate 5/s"}), "--scenario a: --rate: say how long"));
  BOOST_TEST(says(error_of({"--scenario", "a: -u 1:2"}), "--scenario a: a scenario has no cycles"));
  BOOST_TEST(says(error_of({"--scenario", "a: --nowhere x"}), "--scenario a: unknown option --nowhere"));
  BOOST_TEST(says(error_of({"--scenario", "a: -u 2", "--scenario", "a: -u 3"}),
                  "there is another one with that name"));
  BOOST_TEST(says(error_of({"--scenario", "a: -u 2", "-d", "5"}), "--duration: each scenario has its own"));
  BOOST_TEST(
      says(error_of({"--scenario", "a: --rate 2/s -d 1 -u 2", "-a", "3"}), "2 are fewer than 3 agents"));
}

BOOST_AUTO_TEST_SUITE_END()
