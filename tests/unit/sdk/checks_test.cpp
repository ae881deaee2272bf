// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>
#include <loads/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <vector>

namespace {

class Soft : public loads::TestCase {
  void test_all_hold() {
    check(true, "check");
    check_true(1, "true");
    check_false(0, "false");
    check_equal(1, 1u, "equal");
    check_not_equal(1, 2, "not equal");
    check_greater(2, 1, "greater");
    check_greater_equal(2, 2, "greater equal");
    check_less(1, 2, "less");
    check_less_equal(2, 2, "less equal");
    check_in("a", "abc", "in");
    check_not_in(3, std::vector{1, 2}, "not in");
    check_none(nullptr, "none");
    check_not_none(std::optional(1), "not none");
    check_almost_equal(1.0, 1.2, 0.5, "almost");
    check_not_almost_equal(1.0, 1.2, 7, "not almost");
    check_raises<int>([] { throw 1; }, "raises");
  }

  void test_none_hold() {
    check(false, "check");
    check_true(0, "true");
    check_false(1, "false");
    check_equal(1, 2u, "equal");
    check_not_equal(1, 1, "not equal");
    check_greater(1, 1, "greater");
    check_greater_equal(1, 2, "greater equal");
    check_less(2, 2, "less");
    check_less_equal(3, 2, "less equal");
    check_in("z", "abc", "in");
    check_not_in(1, std::vector{1, 2}, "not in");
    check_none(std::optional(1), "none");
    check_not_none(nullptr, "not none");
    check_almost_equal(1.0, 2.0, 0.5, "almost");
    check_not_almost_equal(1.0, 1.0, 7, "not almost");
    check_raises<int>([] {}, "raises");
    incr_counter("went on");
  }

  void test_unnamed() { line = __LINE__, held = check_equal(1, 2); }

  void test_hard_after_soft() {
    check(false, "soft");
    assert_true(false);
  }

public:
  static inline int line = 0;
  static inline bool held = true;
};
LOADS_SUITE(Soft, test_all_hold, test_none_hold, test_unnamed, test_hard_after_soft);

} // namespace

BOOST_AUTO_TEST_SUITE(checks)

BOOST_AUTO_TEST_CASE(checks_that_hold_are_counted_by_name) {
  loads::testing::FakeHost host;
  BOOST_TEST(host.run("Soft.test_all_hold") == LOADS_PASS);
  BOOST_TEST(host.checks.size() == 16u);
  for (const auto& [name, count] : host.checks)
    BOOST_TEST((count.passed == 1 && count.failed == 0), name);
  BOOST_TEST(host.failures.empty());
}

BOOST_AUTO_TEST_CASE(checks_that_do_not_hold_are_recorded_and_the_iteration_goes_on_and_passes) {
  loads::testing::FakeHost host;
  BOOST_TEST(host.run("Soft.test_none_hold") == LOADS_PASS);
  BOOST_TEST(host.checks.size() == 16u);
  for (const auto& [name, count] : host.checks)
    BOOST_TEST((count.passed == 0 && count.failed == 1), name);
  BOOST_TEST(host.failures.size() == 16u);
  for (const auto& failure : host.failures)
    BOOST_TEST((failure.soft && failure.outcome == LOADS_FAIL), failure.message);
  BOOST_TEST(host.failures[3].message == "1 != 2 : equal");
  BOOST_TEST(host.counters["went on"] == 1);
}

BOOST_AUTO_TEST_CASE(a_check_without_a_name_is_named_by_kind_and_place) {
  loads::testing::FakeHost host;
  BOOST_TEST(host.run("Soft.test_unnamed") == LOADS_PASS);
  BOOST_TEST(!Soft::held);
  BOOST_REQUIRE_EQUAL(host.checks.size(), 1u);
  BOOST_TEST(host.checks.begin()->first == "check_equal at checks_test.cpp:" + std::to_string(Soft::line));
  BOOST_TEST(host.failures[0].message == "1 != 2");
  BOOST_TEST(host.failures[0].line == static_cast<unsigned>(Soft::line));
}

BOOST_AUTO_TEST_CASE(hard_assertions_decide_the_outcome) {
  loads::testing::FakeHost host;
  BOOST_TEST(host.run("Soft.test_hard_after_soft") == LOADS_FAIL);
  BOOST_TEST(host.failures.size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
