// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>
#include <loads/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>

namespace {

// Runs what it is given as a test.
class Scratch : public loads::TestCase {
public:
  static inline std::function<void(Scratch&)> body;

private:
  void test() { body(*this); }
};
LOADS_SUITE(Scratch, test);

struct Outcome {
  loads_outcome outcome;
  std::vector<loads::testing::Failure> failures;

  std::string message() const { return failures.size() == 1 ? failures[0].message : "not one failure"; }
};

Outcome run(std::function<void(Scratch&)> body) {
  loads::testing::FakeHost host;
  Scratch::body = std::move(body);
  const loads_outcome outcome = host.run("Scratch.test");
  return {outcome, host.failures};
}

void holds(std::function<void(Scratch&)> body) {
  const Outcome result = run(std::move(body));
  BOOST_TEST(result.outcome == LOADS_PASS);
  BOOST_TEST(result.failures.empty());
}

void fails(std::function<void(Scratch&)> body, std::string_view message) {
  const Outcome result = run([&](Scratch& test) {
    body(test);
    BOOST_ERROR("the assertion did not end the test");
  });
  BOOST_TEST(result.outcome == LOADS_FAIL);
  BOOST_TEST(result.message() == message);
}

} // namespace

BOOST_AUTO_TEST_SUITE(assertions)

BOOST_AUTO_TEST_CASE(a_failure_says_both_values_file_and_line) {
  const unsigned line = __LINE__ + 1;
  const Outcome result = run([](Scratch& t) { t.assert_equal(404, 200); });
  BOOST_TEST(result.outcome == LOADS_FAIL);
  BOOST_REQUIRE_EQUAL(result.failures.size(), 1u);
  BOOST_TEST(result.failures[0].message == "404 != 200");
  BOOST_TEST(result.failures[0].file == __FILE__);
  BOOST_TEST(result.failures[0].line == line);
  BOOST_TEST(result.failures[0].outcome == LOADS_FAIL);
  BOOST_TEST(!result.failures[0].soft);
}

BOOST_AUTO_TEST_CASE(a_note_is_added_to_the_message) {
  fails([](Scratch& t) { t.assert_equal(1, 2, "front page"); }, "1 != 2 : front page");
}

BOOST_AUTO_TEST_CASE(equality_is_that_of_values) {
  holds([](Scratch& t) {
    t.assert_equal(200, 200u);
    t.assert_equal(std::size_t(3), 3);
    t.assert_equal('a', 'a');
    t.assert_equal(true, true);
    t.assert_equal(1.5, 1.5f);
    t.assert_equal("text", std::string("text"));
    t.assert_equal(std::string_view("text"), "text");
    t.assert_equal(std::chrono::seconds(1), std::chrono::milliseconds(1000));
    t.assert_equal(std::vector{1, 2}, std::vector{1, 2});
    t.assert_equal(std::optional(3), 3);
    t.assert_not_equal(-1, std::numeric_limits<unsigned>::max());
    t.assert_not_equal("a", "b");
  });
}

BOOST_AUTO_TEST_CASE(integers_of_different_signedness_are_compared_as_numbers) {
  fails([](Scratch& t) { t.assert_equal(-1, std::numeric_limits<unsigned>::max()); }, "-1 != 4294967295");
  fails([](Scratch& t) { t.assert_greater(-1, 1u); }, "-1 is not greater than 1");
  holds([](Scratch& t) { t.assert_less(-1, 1u); });
  holds([](Scratch& t) { t.assert_greater(1ull, -1); });
}

BOOST_AUTO_TEST_CASE(truth_is_what_converts_to_it) {
  holds([](Scratch& t) {
    t.assert_true(true);
    t.assert_true(std::make_unique<int>(1));
    t.assert_false(0);
    t.assert_false(std::optional<int>());
  });
  fails([](Scratch& t) { t.assert_true(0); }, "0 is not true");
  fails([](Scratch& t) { t.assert_false(true); }, "true is not false");
}

BOOST_AUTO_TEST_CASE(order_is_asserted_with_and_without_equality) {
  holds([](Scratch& t) {
    t.assert_greater(2, 1);
    t.assert_greater_equal(2, 2);
    t.assert_less("a", "b");
    t.assert_less_equal(1.0, 1);
  });
  fails([](Scratch& t) { t.assert_greater(1, 1); }, "1 is not greater than 1");
  fails([](Scratch& t) { t.assert_greater_equal(1, 2); }, "1 is not greater than or equal to 2");
  fails([](Scratch& t) { t.assert_less(std::chrono::milliseconds(7), std::chrono::milliseconds(5)); },
        "7ms is not less than 5ms");
  fails([](Scratch& t) { t.assert_less_equal(3, 2); }, "3 is not less than or equal to 2");
}

BOOST_AUTO_TEST_CASE(in_looks_into_text_containers_and_keys) {
  holds([](Scratch& t) {
    t.assert_in("form", std::string("chatform"));
    t.assert_in('c', "chatform");
    t.assert_in(2u, std::vector{1, 2});
    t.assert_in("two", std::vector<std::string>{"one", "two"});
    t.assert_in("key", std::map<std::string, int>{{"key", 1}});
    t.assert_in(1, std::set{1});
    t.assert_not_in("x", "chatform");
    t.assert_not_in(3, std::vector{1, 2});
  });
  fails([](Scratch& t) { t.assert_in("x", "chat"); }, "\"x\" not found in \"chat\"");
  fails([](Scratch& t) { t.assert_in(3, std::vector{1, 2}); }, "3 not found in [1, 2]");
  fails([](Scratch& t) { t.assert_not_in("h", "chat"); }, "\"h\" unexpectedly found in \"chat\"");
}

BOOST_AUTO_TEST_CASE(none_is_a_null_pointer_or_an_empty_optional) {
  holds([](Scratch& t) {
    t.assert_none(nullptr);
    t.assert_none(static_cast<int*>(nullptr));
    t.assert_none(std::optional<int>());
    t.assert_none(std::unique_ptr<int>());
    t.assert_not_none(std::optional(1));
  });
  fails([](Scratch& t) { t.assert_none(std::optional(1)); }, "1 is not none");
  fails([](Scratch& t) { t.assert_not_none(std::optional<int>()); }, "unexpectedly none");
}

BOOST_AUTO_TEST_CASE(almost_equal_takes_places_or_a_distance) {
  holds([](Scratch& t) {
    t.assert_almost_equal(1.0, 1.00000001);
    t.assert_almost_equal(1.0, 1.04, 1);
    t.assert_almost_equal(1.0, 1.4, 0.5);
    t.assert_almost_equal(100, 104, -1);
    t.assert_not_almost_equal(1.0, 1.1);
  });
  fails([](Scratch& t) { t.assert_almost_equal(1.0, 1.06, 1); }, "1 != 1.06 within 0.05");
  fails([](Scratch& t) { t.assert_almost_equal(1.0, 2.0, 0.5, "height"); }, "1 != 2 within 0.5 : height");
  fails([](Scratch& t) { t.assert_not_almost_equal(1.0, 1.0); }, "1 == 1 within 5e-08");
  fails([](Scratch& t) { t.assert_almost_equal(std::numeric_limits<double>::quiet_NaN(), 1.0); },
        "nan != 1 within 5e-08");
}

BOOST_AUTO_TEST_CASE(raises_wants_that_exception) {
  holds([](Scratch& t) {
    t.assert_raises<std::out_of_range>([] { (void)std::string().at(1); });
    t.assert_raises<std::logic_error>([] { throw std::out_of_range("derived"); });
    t.assert_raises<int>([] { throw 1; });
  });
  fails([](Scratch& t) { t.assert_raises<std::out_of_range>([] {}); }, "std::out_of_range not raised");
  const Outcome other = run([](Scratch& t) {
    t.assert_raises<std::out_of_range>([] { throw std::runtime_error("something else"); });
  });
  BOOST_TEST(other.outcome == LOADS_ERROR);
  BOOST_TEST(other.message() == "std::runtime_error: something else");
}

BOOST_AUTO_TEST_CASE(a_failing_assertion_is_no_exception_that_raises_could_want) {
  fails([](Scratch& t) { t.assert_raises<std::exception>([&] { t.assert_equal(1, 2); }); }, "1 != 2");
}

BOOST_AUTO_TEST_CASE(fail_ends_the_test_as_a_failure) {
  fails([](Scratch& t) { t.fail("gave up"); }, "gave up");
}

BOOST_AUTO_TEST_CASE(skip_ends_the_test_without_a_record) {
  const Outcome result = run([](Scratch& t) { t.skip("not on Mondays"); });
  BOOST_TEST(result.outcome == LOADS_SKIP);
  BOOST_TEST(result.failures.empty());
}

BOOST_AUTO_TEST_CASE(a_swallowed_failure_is_still_one) {
  const Outcome result = run([](Scratch& t) {
    try {
      t.assert_equal(1, 2);
    } catch (...) {
    }
  });
  BOOST_TEST(result.outcome == LOADS_FAIL);
  BOOST_TEST(result.failures.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
