// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>
#include <loads/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>

using namespace std::chrono_literals;

namespace {

const loads::Counter items("items");
const loads::Counter same("items");
const loads::Rate ok("ok");
const loads::Gauge queue("queue");
const loads::Trend checkout("checkout time", loads::Unit::time);
const auto in_europe = items.with({{"region", std::string("e") + "u"}});

class Shop : public loads::TestCase {
  void test_all() {
    items.add(2);
    same.add();
    ok.add(true);
    ok.add(false);
    queue.set(12);
    queue.set(0.5);
    checkout.add(12ms);
    checkout.add(session.get("http://shop/").elapsed());
  }
  void test_tags() {
    in_europe.add(3);
    items.with({{"shard", 3}, {"region", "eu"}}).add();
    mine_.add(4);
  }
  void test_late() {
    static const loads::Counter late("late");
    late.add();
  }
  void test_clash() { loads::Trend("items").add(1); }
  void test_wrong_unit() { checkout.add(12); }
  void test_wrong_unit_of_a_gauge() { queue.set(12ms); }
  void test_request() {
    session.get("http://shop/item/1?x=1", {.name = "/item/{id}"});
    session.get("http://shop/item/1?x=1", {.name = "item", .tags = {{"region", "eu"}, {"shard", 3}}});
    session.get("http://shop/item/1?x=1", {.tags = {{"region", "eu"}}});
  }

  const loads::CounterSeries mine_ = items.with({{"user", "me"}});
};
LOADS_SUITE(Shop, test_all, test_tags, test_late, test_clash, test_wrong_unit, test_wrong_unit_of_a_gauge,
            test_request);

struct Fixture {
  loads::testing::FakeHost host;

  using Values = std::vector<double>;
  void values_are(const std::string& name, const Values& expected) {
    BOOST_TEST(host.metrics[name].values == expected, boost::test_tools::per_element());
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(metrics, Fixture)

BOOST_AUTO_TEST_CASE(values_reach_the_host_under_the_name_of_their_metric) {
  BOOST_TEST(host.run("Shop.test_all") == LOADS_PASS);
  values_are("items", {2, 1});
  values_are("ok", {1, 0});
  values_are("queue", {12, 0.5});
  values_are("checkout time", {12e6, 1e6});
  BOOST_TEST(host.metrics["checkout time"].unit == LOADS_UNIT_TIME);
  BOOST_TEST(host.metrics["checkout time"].kind == LOADS_TREND);
  BOOST_TEST(host.metrics["items"].sum() == 3);
  BOOST_TEST(host.counters["items"] == 3); // as incr_counter() counts
}

BOOST_AUTO_TEST_CASE(tags_make_series_that_may_be_kept) {
  BOOST_TEST(host.run("Shop.test_tags") == LOADS_PASS);
  values_are("items{region=eu}", {3});
  values_are("items{region=eu,shard=3}", {1});
  values_are("items{user=me}", {4});
  values_are("items", {});
}

BOOST_AUTO_TEST_CASE(a_metric_may_be_declared_while_tests_run) {
  BOOST_TEST(host.run("Shop.test_late") == LOADS_PASS);
  values_are("late", {1});
}

BOOST_AUTO_TEST_CASE(its_number_is_good_for_another_host) {
  BOOST_TEST(host.run("Shop.test_late") == LOADS_PASS);
  BOOST_TEST(host.run("Shop.test_tags") == LOADS_PASS);
  values_are("late", {1});
  values_are("items{region=eu}", {3});
}

BOOST_AUTO_TEST_CASE(another_kind_under_a_name_is_an_error_of_the_test) {
  BOOST_TEST(host.run("Shop.test_clash") == LOADS_ERROR);
  BOOST_TEST(host.failures.at(0).message.find("metric \"items\" cannot be declared") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_value_of_another_unit_is_an_error) {
  BOOST_TEST(host.run("Shop.test_wrong_unit") == LOADS_ERROR);
  BOOST_TEST(host.failures.at(0).message.find("takes times, such as 12ms") != std::string::npos);
  BOOST_TEST(host.run("Shop.test_wrong_unit_of_a_gauge") == LOADS_ERROR);
  BOOST_TEST(host.failures.at(1).message.find("declared with Unit::time") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(requests_have_names_and_tags) {
  BOOST_TEST(host.run("Shop.test_request") == LOADS_PASS);
  BOOST_TEST(host.requests.at(0).label == "/item/{id}");
  BOOST_TEST(host.requests.at(1).label == "item {region=eu,shard=3}");
  BOOST_TEST(host.requests.at(2).label == "http://shop/item/1 {region=eu}");
}

BOOST_AUTO_TEST_SUITE_END()
