// SPDX-License-Identifier: Apache-2.0
#include "core/cli/suite_options.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using Texts = std::vector<std::string>;

namespace {

module::TestEntry declaring(Texts options) {
  return {0, "TestShop", "test_buy", "shop.cpp", 31, std::move(options)};
}

std::string refused(const std::string& option) {
  model::Plan plan;
  const auto status = cli::add_suite_options({declaring({option})}, false, 0, plan);
  BOOST_TEST_REQUIRE(!status);
  BOOST_TEST((status.error().kind == base::ErrorKind::usage));
  BOOST_TEST(status.error().text.find('\n') == std::string::npos);
  return status.error().text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(suite_options)

BOOST_AUTO_TEST_CASE(all_tests_of_the_run_add_to_the_plan_once_each) {
  model::Plan plan;
  BOOST_TEST_REQUIRE(bool(cli::add_suite_options({declaring({"threshold=p95<1s", " threshold = rps>1 "}),
                                                  declaring({"threshold=p95<1s", "threshold=rps>2"})},
                                                 false, 0, plan)));
  BOOST_TEST(plan.thresholds == (Texts{"p95<1s", "rps>1", "rps>2"}), boost::test_tools::per_element());
  model::Plan none;
  BOOST_TEST(bool(cli::add_suite_options({declaring({})}, false, 0, none)));
  BOOST_TEST((none == model::Plan()));
}

BOOST_AUTO_TEST_CASE(the_user_wins) {
  model::Plan plan;
  plan.thresholds = {"p95<2s"};
  BOOST_TEST(bool(cli::add_suite_options({declaring({"threshold=p95<1s"})}, false, 0, plan)));
  BOOST_TEST(plan.thresholds == Texts{"p95<2s"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_suite_has_a_load_of_its_own_unless_the_user_says_one) {
  const std::vector<module::TestEntry> tests{
      declaring({"rate=50/s", "duration = 1m", "mix=a=3,b=1", "warm-up=5s"})};
  model::Plan plan;
  BOOST_TEST_REQUIRE(bool(cli::add_suite_options(tests, false, 0, plan)));
  BOOST_TEST(plan.load.open);
  BOOST_TEST((plan.duration == std::chrono::minutes(1)));
  BOOST_TEST((plan.warm_up == std::chrono::seconds(5)));
  BOOST_TEST(plan.mix.size() == 2u);
  model::Plan asked;
  const auto note = cli::add_suite_options(tests, true, 0, asked);
  BOOST_TEST_REQUIRE(bool(note));
  BOOST_TEST(*note == "the load that class TestShop (shop.cpp:31) declares is left out, since you give one");
  BOOST_TEST((asked == model::Plan()));
  BOOST_TEST(*cli::add_suite_options({declaring({"threshold=p95<1s"})}, true, 0, asked) == "");
  model::Plan staged;
  BOOST_TEST_REQUIRE(
      bool(cli::add_suite_options({declaring({"stage=5s:10", "stage=10s:10"})}, false, 0, staged)));
  BOOST_TEST(staged.load.stages.size() == 2u);
}

BOOST_AUTO_TEST_CASE(one_test_is_not_drawn_and_has_no_scenarios) {
  model::Plan plan;
  plan.test = "a";
  BOOST_TEST_REQUIRE(
      bool(cli::add_suite_options({declaring({"rate=50/s", "duration=1m", "mix=a=3,b=1"})}, false, 0, plan)));
  BOOST_TEST(plan.load.open);
  BOOST_TEST(plan.mix.empty());
  const auto status = cli::add_suite_options({declaring({"scenario=x: -u 1 -d 1s --mix a"})}, false, 0, plan);
  BOOST_TEST_REQUIRE(!status);
  BOOST_TEST(status.error().text ==
             "class TestShop (shop.cpp:31): scenario: declared for the class, not for a alone; name the "
             "class, give a load of your own, or --no-suite-options");
}

BOOST_AUTO_TEST_CASE(stages_may_be_the_same_and_those_of_all_tests_of_a_class_count_once) {
  const module::TestEntry peaks = declaring({"stage=1s:10", "stage=1s:0", "stage=1s:10"});
  model::Plan plan;
  BOOST_TEST_REQUIRE(bool(cli::add_suite_options({peaks, peaks}, false, 0, plan)));
  BOOST_TEST(plan.load.stages.size() == 3u);
  BOOST_TEST((plan.duration == std::chrono::seconds(3)));
}

BOOST_AUTO_TEST_CASE(a_load_of_a_suite_has_a_user_for_each_agent) {
  const std::vector<module::TestEntry> few{declaring({"rate=50/s", "duration=1s", "users=2"})};
  model::Plan plan;
  const auto status = cli::add_suite_options(few, false, 3, plan);
  BOOST_TEST_REQUIRE(!status);
  BOOST_TEST(status.error().text.find("class TestShop (shop.cpp:31): users: with class") == 0u);
  BOOST_TEST(status.error().text.find("2 are fewer than 3 agents") != std::string::npos);
  BOOST_TEST(bool(cli::add_suite_options(few, true, 3, plan))); // the user's own load counts
  BOOST_TEST(bool(cli::add_suite_options({declaring({"rate=5/s", "duration=1s"})}, false, 300, plan)));
  BOOST_TEST((plan.users == model::Cycles{300}));
}

BOOST_AUTO_TEST_CASE(mistakes_in_the_load_name_the_class) {
  BOOST_TEST(refused("rate=50") ==
             "class TestShop (shop.cpp:31): rate: a rate needs a unit of time; write 50/s for so "
             "many a second");
  BOOST_TEST(refused("rate=50/s") == "class TestShop (shop.cpp:31): rate: say how long: give --duration, "
                                     "--total-iterations or --stage, too");
}

BOOST_AUTO_TEST_CASE(a_mistake_names_the_class_and_the_character) {
  BOOST_TEST(refused("threshold=p95<200") ==
             "class TestShop (shop.cpp:31): threshold 'p95<200': at character 8, the end: a time needs its "
             "unit: 200ms or 200s");
  for (const char* option : {"treshold=p95<1s", "threshold", "", "=", "output=x"})
    BOOST_TEST(
        refused(option) ==
        "class TestShop (shop.cpp:31): there is no option '" + std::string(option) +
            "' in default_options; write \"threshold=BOUND\", or an option of load like \"rate=50/s\"");
  Texts many;
  for (int i = 0; i <= 1000; ++i)
    many.push_back("threshold=rps>" + std::to_string(i));
  model::Plan plan;
  BOOST_TEST(!cli::add_suite_options({declaring(many)}, false, 0, plan));
  many.pop_back();
  BOOST_TEST(bool(cli::add_suite_options({declaring(many), declaring(many)}, false, 0, plan)));
  BOOST_TEST(refused("\x1b[2J=1").find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_option_that_takes_one_value_is_declared_once) {
  model::Plan plan;
  const auto status = cli::add_suite_options({declaring({"users=2", "users=3"})}, false, 0, plan);
  BOOST_TEST_REQUIRE(!status);
  BOOST_TEST(status.error().text == "class TestShop (shop.cpp:31): users is there 2 times; write it once");
  const module::TestEntry once = declaring({"users=2"});
  BOOST_TEST(bool(cli::add_suite_options({once, once}, false, 0, plan)));
}

BOOST_AUTO_TEST_SUITE_END()
