// SPDX-License-Identifier: Apache-2.0
#include "core/runner/suite_options.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using Texts = std::vector<std::string>;

namespace {

module::TestEntry declaring(Texts options) {
  return {0, "TestShop", "test_buy", "shop.cpp", 31, std::move(options)};
}

std::string refused(const std::string& option) {
  model::Plan plan;
  const base::Status status = runner::add_suite_options({declaring({option})}, plan);
  BOOST_TEST_REQUIRE(!status);
  BOOST_TEST((status.error().kind == base::ErrorKind::usage));
  BOOST_TEST(status.error().text.find('\n') == std::string::npos);
  return status.error().text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(suite_options)

BOOST_AUTO_TEST_CASE(all_tests_of_the_run_add_to_the_plan_once_each) {
  model::Plan plan;
  BOOST_TEST_REQUIRE(bool(runner::add_suite_options({declaring({"threshold=p95<1s", " threshold = rps>1 "}),
                                                     declaring({"threshold=p95<1s", "threshold=rps>2"})},
                                                    plan)));
  BOOST_TEST(plan.thresholds == (Texts{"p95<1s", "rps>1", "rps>2"}), boost::test_tools::per_element());
  model::Plan none;
  BOOST_TEST(bool(runner::add_suite_options({declaring({})}, none)));
  BOOST_TEST((none == model::Plan()));
}

BOOST_AUTO_TEST_CASE(the_user_wins) {
  model::Plan plan;
  plan.thresholds = {"p95<2s"};
  BOOST_TEST(bool(runner::add_suite_options({declaring({"threshold=p95<1s"})}, plan)));
  BOOST_TEST(plan.thresholds == Texts{"p95<2s"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_mistake_names_the_class_and_the_character) {
  BOOST_TEST(refused("threshold=p95<200") ==
             "class TestShop (shop.cpp:31): threshold 'p95<200': at character 8, the end: a time needs its "
             "unit: 200ms or 200s");
  for (const char* option : {"treshold=p95<1s", "threshold", "", "=", "users=10"})
    BOOST_TEST(refused(option) == "class TestShop (shop.cpp:31): there is no option '" + std::string(option) +
                                      "' in default_options; write \"threshold=BOUND\"");
  Texts many;
  for (int i = 0; i <= 1000; ++i)
    many.push_back("threshold=rps>" + std::to_string(i));
  model::Plan plan;
  BOOST_TEST(!runner::add_suite_options({declaring(many)}, plan));
  many.pop_back();
  BOOST_TEST(bool(runner::add_suite_options({declaring(many), declaring(many)}, plan)));
  BOOST_TEST(refused("\x1b[2J=1").find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
