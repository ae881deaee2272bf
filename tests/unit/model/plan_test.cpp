// SPDX-License-Identifier: Apache-2.0
#include "core/model/plan.hpp"

#include "core/load/limits.hpp"
#include "core/model/warm_up.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using model::Plan;
using namespace std::chrono_literals;

namespace {

Plan full_plan() {
  Plan plan;
  plan.run_id = "run-1";
  plan.fqn = "example.TestWebSite.test_es";
  plan.module_path = "/tmp/ü \"quoted\"\n/example.so";
  plan.module_source = "example.cpp";
  plan.group = "TestWebSite";
  plan.test = "test_es";
  plan.users = {10, 20, 30};
  plan.hits = {1, 1'000'000'000};
  plan.duration = 90s;
  plan.server_url = "http://localhost:9000";
  plan.threads = UINT32_MAX;
  plan.stack_size = UINT64_MAX;
  plan.stall_limit = base::Duration::max();
  plan.blocking = true;
  plan.http = {true, "ca", "cert", "key", 1s, 2s, 3s, 4};
  plan.frame_interval = 250ms;
  plan.allow_targets = {"shop.example:443", "10.0.0.0/8"};
  plan.limits = {{{"the agent", {"*:80"}}, {"the run", {}}}, true, true, {"10.0.0.1:7780"}, {50, 90s}};
  return plan;
}

std::string refused(std::string_view json) {
  const base::Result<Plan> result = model::plan_from_json(json);
  BOOST_TEST_REQUIRE(!result, json << " was taken");
  return result.error().text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(plan)

BOOST_AUTO_TEST_CASE(a_plan_survives_json_exactly) {
  const Plan plan = full_plan();
  const std::string json = model::plan_to_json(plan);
  BOOST_TEST(json.find('\n') == std::string::npos);
  const base::Result<Plan> back = model::plan_from_json(json);
  BOOST_TEST_REQUIRE(bool(back), (back ? "" : back.error().text));
  BOOST_TEST((*back == plan));
  BOOST_TEST((*model::plan_from_json(model::plan_to_json(Plan())) == Plan()));
}

BOOST_AUTO_TEST_CASE(missing_members_keep_their_default) {
  BOOST_TEST((*model::plan_from_json("{}") == Plan()));
  BOOST_TEST(!model::plan_from_json("{}")->test.has_value());
}

BOOST_AUTO_TEST_CASE(unknown_members_are_errors) {
  BOOST_TEST(refused(R"({"user": [1]})").find("'user' is not known here") != std::string::npos);
  BOOST_TEST(refused(R"({"http": {"secure": true}})").find("'secure' is not known here") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(values_that_make_no_sense_are_errors) {
  for (const char* json : {R"({"users": []})",
                           R"({"users": [0]})",
                           R"({"users": [-1]})",
                           R"({"users": [1.5]})",
                           R"({"users": "10"})",
                           R"({"users": [1000000001]})",
                           R"({"hits": []})",
                           R"({"hits": [18446744073709551615]})",
                           R"({"duration_ns": -1})",
                           R"({"duration_ns": 9223372036854775808})",
                           R"({"threads": 4294967296})",
                           R"({"stack_size": 18446744073709551616})",
                           R"({"blocking": 1})",
                           R"({"test": null})",
                           R"({"http": []})",
                           R"({"group": "a\u0000b"})",
                           "[]",
                           "",
                           "{",
                           "nonsense",
                           R"({} {})"})
    BOOST_TEST(refused(json).find("cannot read the plan") == 0u, json);
}

BOOST_AUTO_TEST_CASE(iterations_are_users_times_hits_times_tests) {
  Plan plan;
  plan.users = {10, 20, 30};
  plan.hits = {1, 4};
  BOOST_TEST(model::expected_iterations(plan, 1) == 300u);
  BOOST_TEST(model::expected_iterations(plan, 2) == 600u);
  BOOST_TEST(model::expected_iterations(plan, 0) == 0u);
  BOOST_TEST((model::total_duration(plan, 3) == 0s));
  plan.users.assign(model::most_cycles, model::largest_cycle);
  plan.hits = plan.users;
  BOOST_TEST(model::expected_iterations(plan, 1) == UINT64_MAX);
}

BOOST_AUTO_TEST_CASE(each_users_cycle_of_each_test_lasts_the_duration) {
  Plan plan;
  plan.users = {10, 20};
  plan.hits.clear();
  plan.duration = 3s;
  BOOST_TEST(model::expected_iterations(plan, 1) == 0u);
  BOOST_TEST((model::total_duration(plan, 1) == 6s));
  BOOST_TEST((model::total_duration(plan, 2) == 12s));
  plan.duration = base::Duration::max();
  BOOST_TEST((model::total_duration(plan, 2) == base::Duration::max()));
}

BOOST_AUTO_TEST_CASE(a_warm_up_is_shorter_than_all_of_the_run_if_that_is_known) {
  Plan plan;
  plan.users = {10, 20};
  plan.warm_up = 6s;
  BOOST_TEST(model::warm_up_problem(plan, 1) == ""); // of hits nobody knows how long they take
  plan.hits.clear();
  plan.duration = 3s;
  BOOST_TEST(model::warm_up_problem(plan, 1) ==
             "--warm-up 6s: nothing is left to measure of a run of 6s; make "
             "the warm-up shorter, or the run longer");
  BOOST_TEST(model::warm_up_problem(plan, 2) == "");
  plan.warm_up = 0s;
  BOOST_TEST(model::warm_up_problem(plan, 1) == "");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_added_up_is_no_plan) {
  Plan good;
  good.duration = load::longest_time;
  good.load.stages = {{load::longest_time / 2, 1, false}, {load::longest_time / 2, 1, false}};
  BOOST_TEST(bool(model::plan_from_json(model::plan_to_json(good))));
  const auto is_refused = [&](auto change) {
    Plan plan = good;
    change(plan);
    const auto read = model::plan_from_json(model::plan_to_json(plan));
    return !read && read.error().text.find("it is too long, or its load is too large") != std::string::npos;
  };
  BOOST_TEST(is_refused([](Plan& plan) { plan.warm_up = base::Duration::max(); }));
  BOOST_TEST(is_refused([](Plan& plan) { plan.load.stages.push_back({1s, 1, false}); }));
  BOOST_TEST(is_refused([](Plan& plan) { plan.load.stages[0].target = 1e10; }));
  BOOST_TEST(is_refused([](Plan& plan) { plan.load.pace = {load::Pause::Kind::exponential, 9000h}; }));
  BOOST_TEST(is_refused([](Plan& plan) { plan.scenarios.emplace_back().start = base::Duration::max(); }));
}

BOOST_AUTO_TEST_CASE(what_is_said_of_a_total_is_what_will_be_made) {
  Plan plan;
  plan.load.iterations = 3;
  BOOST_TEST(describe_load(plan) == "3 iterations in all");
  plan.users = {1, 2};
  BOOST_TEST(describe_load(plan) == "3 iterations for each number of users");
  plan.duration = 5s;
  BOOST_TEST(describe_load(plan) == "at most 3 iterations for each number of users");
  plan.users = {1};
  plan.duration = 1s;
  plan.load.open = true;
  plan.load.begin = 10;
  plan.load.stages = {{1s, 10, true}};
  plan.load.iterations = 15;
  BOOST_TEST(describe_load(plan) ==
             "iterations due: 10/s for 1s, evenly spaced, at most 15 iterations in all");
  plan.load.iterations = 10;
  BOOST_TEST(describe_load(plan) == "iterations due: 10/s for 1s, evenly spaced, 10 iterations in all");
  plan.load.spacing = load::Spacing::random;
  BOOST_TEST(describe_load(plan) ==
             "iterations due: 10/s for 1s, as a Poisson process, at most 10 iterations in all");
  plan.load.stages.clear();
  plan.duration = 0s;
  BOOST_TEST(describe_load(plan) == "iterations due: 10/s, as a Poisson process, 10 iterations in all");
}

BOOST_AUTO_TEST_SUITE_END()
