// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>
#include <loads/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#define TEN(m, n) m(n##0) m(n##1) m(n##2) m(n##3) m(n##4) m(n##5) m(n##6) m(n##7) m(n##8) m(n##9)
#define HUNDRED(m, n)                                                                                        \
  TEN(m, n##0)                                                                                               \
  TEN(m, n##1)                                                                                               \
  TEN(m, n##2) TEN(m, n##3) TEN(m, n##4) TEN(m, n##5) TEN(m, n##6) TEN(m, n##7) TEN(m, n##8) TEN(m, n##9)
#define DECLARE(n)                                                                                           \
  void test_##n() {                                                                                          \
    last = #n;                                                                                               \
  }

namespace {

class Many : public loads::TestCase {
public:
  static inline std::string last;

private:
  HUNDRED(DECLARE, 1)
  HUNDRED(DECLARE, 2)
  TEN(DECLARE, 30) TEN(DECLARE, 31) TEN(DECLARE, 32) TEN(DECLARE, 33) TEN(DECLARE, 34)
};

#define LIST10(n)                                                                                            \
  test_##n##0, test_##n##1, test_##n##2, test_##n##3, test_##n##4, test_##n##5, test_##n##6, test_##n##7,    \
      test_##n##8, test_##n##9
#define LIST100(n)                                                                                           \
  LIST10(n##0), LIST10(n##1), LIST10(n##2), LIST10(n##3), LIST10(n##4), LIST10(n##5), LIST10(n##6),          \
      LIST10(n##7), LIST10(n##8), LIST10(n##9)
#define SUITE(...) LOADS_SUITE(Many, __VA_ARGS__)
SUITE(LIST100(1), LIST100(2), LIST10(30), LIST10(31), LIST10(32), LIST10(33), LIST10(34));

// Shared by two classes, with a helper that asserts and a test of its own.
class Base : public loads::TestCase {
public:
  void test_inherited() { look("inherited"); }

protected:
  void look(std::string_view name) { incr_counter(name); }
};

} // namespace

namespace {

// Declares options of its run, as a member that is its own, and so does who derives from it.
class Declaring : public loads::TestCase {
  static constexpr const char* default_options[] = {"threshold=p95<1s", "threshold=rps>1"};

protected:
  void test() {}
};
LOADS_SUITE(Declaring, test);

class OtherwiseDeclaring : public Declaring {
  static constexpr std::array<std::string_view, 1> default_options{"threshold=rps>2"};
  void test_own() {}
};
LOADS_SUITE(OtherwiseDeclaring, test_own);

std::string options_of(const std::string& test) {
  loads::testing::FakeHost host;
  const auto names = host.tests();
  const auto at = std::find(names.begin(), names.end(), test);
  const loads_test_info* info = host.suite().info(static_cast<std::uint32_t>(at - names.begin()));
  std::string all;
  for (std::size_t i = 0; i < info->option_count; ++i)
    all += std::string(loads::view(info->options[i])) + ";";
  return all;
}

} // namespace

namespace shop::checkout {

class Basket : public Base {
  int hits_ = 0;
  void test_add() {
    ++hits_;
    assert_equal(position().hit, hits_);
    look("add");
  }
  bool test_with_result() { return true; }
};
LOADS_SUITE(Basket, test_add, test_with_result, test_inherited);

} // namespace shop::checkout

class Outside : public loads::TestCase {
public:
  void test() {}
};
const unsigned line_of_registration = __LINE__ + 1;
LOADS_SUITE(Outside, test);

namespace registered_by_qualified_name {
struct Inner : loads::TestCase {
  void test() {}
};
} // namespace registered_by_qualified_name
LOADS_SUITE(registered_by_qualified_name::Inner, test);

BOOST_AUTO_TEST_SUITE(suite)

BOOST_AUTO_TEST_CASE(a_class_may_have_two_hundred_and_fifty_tests) {
  loads::testing::FakeHost host;
  const auto names = host.tests();
  BOOST_TEST(std::count_if(names.begin(), names.end(),
                           [](const std::string& name) { return name.starts_with("Many."); }) == 250);
  BOOST_TEST(host.run("Many.test_349") == LOADS_PASS);
  BOOST_TEST(Many::last == "349");
  BOOST_TEST(host.run("Many.test_100") == LOADS_PASS);
  BOOST_TEST(Many::last == "100");
}

BOOST_AUTO_TEST_CASE(classes_in_namespaces_go_by_their_own_name) {
  loads::testing::FakeHost host;
  BOOST_TEST(host.run("Basket.test_with_result") == LOADS_PASS);
  BOOST_TEST(host.run("Inner.test") == LOADS_PASS);
}

BOOST_AUTO_TEST_CASE(members_keep_their_values_from_hit_to_hit_of_one_user) {
  loads::testing::FakeHost host;
  auto one = host.user("Basket.test_add");
  auto other = host.user("Basket.test_add");
  for (int hit = 0; hit < 3; ++hit)
    BOOST_TEST(one.run() == LOADS_PASS);
  BOOST_TEST(other.run() == LOADS_PASS);
  BOOST_TEST(host.counters["add"] == 4);
}

BOOST_AUTO_TEST_CASE(tests_may_be_inherited) {
  loads::testing::FakeHost host;
  BOOST_TEST(host.run("Basket.test_inherited") == LOADS_PASS);
  BOOST_TEST(host.counters["inherited"] == 1);
}

BOOST_AUTO_TEST_CASE(a_test_knows_where_it_is_registered) {
  loads::testing::FakeHost host;
  const auto names = host.tests();
  const auto at = std::find(names.begin(), names.end(), "Outside.test");
  BOOST_REQUIRE(at != names.end());
  const loads_test_info* info = host.suite().info(static_cast<std::uint32_t>(at - names.begin()));
  BOOST_TEST(loads::view(info->file) == __FILE__);
  BOOST_TEST(info->line == line_of_registration);
  BOOST_TEST(info->size == sizeof(loads_test_info));
}

BOOST_AUTO_TEST_CASE(a_class_may_declare_options_of_its_run) {
  BOOST_TEST(options_of("Declaring.test") == "threshold=p95<1s;threshold=rps>1;");
  BOOST_TEST(options_of("OtherwiseDeclaring.test_own") == "threshold=rps>2;");
  BOOST_TEST(options_of("Many.test_100") == "");
}

BOOST_AUTO_TEST_CASE(tests_are_listed_in_the_order_of_the_source) {
  loads::testing::FakeHost host;
  std::vector<std::string> here;
  for (const std::string& name : host.tests())
    if (name.starts_with("Basket.") || name.starts_with("Outside.") || name.starts_with("Inner."))
      here.push_back(name);
  const std::vector<std::string> expected = {"Basket.test_add", "Basket.test_with_result",
                                             "Basket.test_inherited", "Outside.test", "Inner.test"};
  BOOST_TEST(here == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(numbers_that_no_test_has_are_refused) {
  loads::testing::FakeHost host;
  const std::uint32_t beyond = host.suite().count();
  void* user = nullptr;
  BOOST_TEST(host.suite().info(beyond) == nullptr);
  BOOST_TEST(host.suite().create(beyond, nullptr, &user) == LOADS_E_INVALID);
}

BOOST_AUTO_TEST_CASE(the_module_symbol_says_what_it_is) {
  BOOST_TEST(loads_module_v1.size == sizeof(loads_module));
  BOOST_TEST(loads_module_v1.abi_major == LOADS_ABI_MAJOR);
  BOOST_TEST(loads_module_v1.abi_minor == LOADS_ABI_MINOR);
  BOOST_TEST(loads_module_v1.get("loads.unknown/1") == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
