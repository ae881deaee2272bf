// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>
#include <loads/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace {

// Notes in which order its hooks run, and does in each what a unit test asks for.
class Life : public loads::TestCase {
public:
  static inline std::vector<std::string> order;
  static inline std::map<std::string, std::function<void(Life&)>> in;

  Life() { step("construct"); }
  ~Life() override { order.push_back("destruct"); }

private:
  void begin_user() override { step("begin_user"); }
  void end_user() override { step("end_user"); }
  void set_up() override { step("set_up"); }
  void tear_down() override { step("tear_down"); }
  void test() { step("test"); }

  void step(const std::string& name) {
    order.push_back(name);
    if (in[name])
      in[name](*this);
  }
};
LOADS_SUITE(Life, test);

struct Fixture {
  Fixture() {
    Life::order.clear();
    Life::in.clear();
  }

  using Steps = std::vector<std::string>;
  void order_is(const Steps& expected) {
    BOOST_TEST(Life::order == expected, boost::test_tools::per_element());
    Life::order.clear();
  }

  loads::testing::FakeHost host;
};

void fail(Life& life) {
  life.assert_equal(1, 2);
}
void throw_error(Life&) {
  throw std::runtime_error("broken");
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(life, Fixture)

BOOST_AUTO_TEST_CASE(hooks_run_once_a_user_and_once_a_hit) {
  {
    auto user = host.user("Life.test");
    order_is({"construct", "begin_user"});
    BOOST_TEST(user.run() == LOADS_PASS);
    BOOST_TEST(user.run() == LOADS_PASS);
    order_is({"set_up", "test", "tear_down", "set_up", "test", "tear_down"});
  }
  order_is({"end_user", "destruct"});
}

BOOST_AUTO_TEST_CASE(tear_down_runs_after_a_test_that_failed) {
  Life::in["test"] = fail;
  auto user = host.user("Life.test");
  Life::order.clear();
  BOOST_TEST(user.run() == LOADS_FAIL);
  order_is({"set_up", "test", "tear_down"});
}

BOOST_AUTO_TEST_CASE(an_assertion_in_set_up_is_an_error_and_spares_test_and_tear_down) {
  Life::in["set_up"] = fail;
  auto user = host.user("Life.test");
  Life::order.clear();
  BOOST_TEST(user.run() == LOADS_ERROR);
  order_is({"set_up"});
  BOOST_REQUIRE_EQUAL(host.failures.size(), 1u);
  BOOST_TEST(host.failures[0].outcome == LOADS_ERROR);
  BOOST_TEST(host.failures[0].message == "1 != 2");
}

BOOST_AUTO_TEST_CASE(an_assertion_in_tear_down_is_an_error) {
  Life::in["tear_down"] = fail;
  BOOST_TEST(host.run("Life.test") == LOADS_ERROR);
  BOOST_TEST(host.failures.size() == 1u);
  BOOST_TEST(host.failures[0].outcome == LOADS_ERROR);
}

BOOST_AUTO_TEST_CASE(test_and_tear_down_that_both_fail_give_two_records) {
  Life::in["test"] = fail;
  Life::in["tear_down"] = throw_error;
  BOOST_TEST(host.run("Life.test") == LOADS_FAIL);
  BOOST_REQUIRE_EQUAL(host.failures.size(), 2u);
  BOOST_TEST(host.failures[0].outcome == LOADS_FAIL);
  BOOST_TEST(host.failures[1].outcome == LOADS_ERROR);
  BOOST_TEST(host.failures[1].message == "std::runtime_error: broken");
}

BOOST_AUTO_TEST_CASE(a_hit_after_one_that_failed_starts_afresh) {
  Life::in["test"] = fail;
  auto user = host.user("Life.test");
  BOOST_TEST(user.run() == LOADS_FAIL);
  Life::in.clear();
  BOOST_TEST(user.run() == LOADS_PASS);
}

BOOST_AUTO_TEST_CASE(any_other_exception_is_an_error_with_its_type) {
  Life::in["test"] = throw_error;
  BOOST_TEST(host.run("Life.test") == LOADS_ERROR);
  Life::in["test"] = [](Life&) { throw 42; };
  BOOST_TEST(host.run("Life.test") == LOADS_ERROR);
  Life::in["test"] = [](Life&) { throw "words"; };
  BOOST_TEST(host.run("Life.test") == LOADS_ERROR);
  Life::in["test"] = [](Life&) { throw std::string("more words"); };
  BOOST_TEST(host.run("Life.test") == LOADS_ERROR);
  BOOST_REQUIRE_EQUAL(host.failures.size(), 4u);
  BOOST_TEST(host.failures[0].message == "std::runtime_error: broken");
  BOOST_TEST(host.failures[1].message == "exception of type int");
  BOOST_TEST(host.failures[2].message == "words");
  BOOST_TEST(host.failures[3].message == "more words");
}

BOOST_AUTO_TEST_CASE(a_user_whose_constructor_throws_does_nothing) {
  Life::in["construct"] = throw_error;
  auto user = host.user("Life.test");
  BOOST_TEST(user.status() == LOADS_E_FAILED);
  BOOST_TEST(host.failures.size() == 1u);
  BOOST_TEST(host.failures[0].message == "std::runtime_error: broken");
  user.end();
  order_is({"construct"});
}

BOOST_AUTO_TEST_CASE(a_user_whose_begin_user_fails_is_destroyed_at_once) {
  Life::in["begin_user"] = fail;
  auto user = host.user("Life.test");
  BOOST_TEST(user.status() == LOADS_E_FAILED);
  BOOST_TEST(host.failures.size() == 1u);
  BOOST_TEST(host.failures[0].outcome == LOADS_ERROR);
  order_is({"construct", "begin_user", "destruct"});
}

BOOST_AUTO_TEST_CASE(skipping_in_begin_user_skips_each_hit) {
  Life::in["begin_user"] = [](Life& life) { life.skip("not today"); };
  auto user = host.user("Life.test");
  BOOST_TEST(user.status() == LOADS_OK);
  BOOST_TEST(user.run() == LOADS_SKIP);
  BOOST_TEST(user.run() == LOADS_SKIP);
  user.end();
  order_is({"construct", "begin_user", "end_user", "destruct"});
  BOOST_TEST(host.log.at(0) == "skipped: not today");
}

BOOST_AUTO_TEST_CASE(skipping_in_set_up_spares_the_test) {
  Life::in["set_up"] = [](Life& life) { life.skip(); };
  auto user = host.user("Life.test");
  Life::order.clear();
  BOOST_TEST(user.run() == LOADS_SKIP);
  order_is({"set_up"});
}

BOOST_AUTO_TEST_CASE(errors_in_end_user_are_recorded) {
  Life::in["end_user"] = fail;
  host.run("Life.test");
  BOOST_TEST(host.failures.size() == 1u);
  BOOST_TEST(host.failures[0].outcome == LOADS_ERROR);
}

BOOST_AUTO_TEST_CASE(clean_ups_run_last_added_first_whatever_happened) {
  const auto add = [](Life& life) {
    life.add_cleanup([] { Life::order.push_back("first"); });
    life.add_cleanup([] {
      Life::order.push_back("second");
      throw std::runtime_error("in clean-up");
    });
  };
  Life::in["set_up"] = [&](Life& life) {
    add(life);
    fail(life);
  };
  auto user = host.user("Life.test");
  Life::order.clear();
  BOOST_TEST(user.run() == LOADS_ERROR);
  order_is({"set_up", "second", "first"});
  BOOST_TEST(host.failures.size() == 2u);

  Life::in.clear();
  Life::in["test"] = add;
  BOOST_TEST(user.run() == LOADS_ERROR);
  order_is({"set_up", "test", "tear_down", "second", "first"});
  Life::in.clear();
  BOOST_TEST(user.run() == LOADS_PASS);
}

BOOST_AUTO_TEST_CASE(the_end_of_the_run_ends_a_test_as_stopped_and_still_tears_down) {
  bool swallowed = false;
  Life::in["test"] = [&](Life& life) {
    host.stop();
    try {
      life.sleep(std::chrono::seconds(1));
    } catch (const std::exception&) {
      swallowed = true;
    }
  };
  Life::in["tear_down"] = [](Life& life) { life.session.get("http://h/"); };
  auto user = host.user("Life.test");
  Life::order.clear();
  BOOST_TEST(user.run() == LOADS_STOPPED);
  order_is({"set_up", "test", "tear_down"});
  BOOST_TEST(!swallowed);
  BOOST_TEST(host.failures.empty());
  BOOST_TEST(host.sleeps.empty());
  Life::in["end_user"] = Life::in["tear_down"];
  user.end();
  order_is({"end_user", "destruct"});
  BOOST_TEST(host.failures.empty());
}

BOOST_AUTO_TEST_CASE(what_fails_because_the_run_ended_is_not_recorded) {
  Life::in["test"] = [&](Life& life) {
    host.stop();
    try {
      life.session.get("http://h/");
    } catch (...) {
    }
    life.check(false, "soft");
    life.assert_true(false);
  };
  BOOST_TEST(host.run("Life.test") == LOADS_STOPPED);
  BOOST_TEST(host.failures.empty());
  BOOST_TEST(host.checks.empty());
}

BOOST_AUTO_TEST_CASE(what_failed_before_the_run_ended_has_failed) {
  Life::in["test"] = [&](Life& life) {
    host.stop();
    life.assert_true(false);
  };
  Life::in["tear_down"] = [](Life& life) { life.session.get("http://h/"); };
  BOOST_TEST(host.run("Life.test") == LOADS_FAIL);
  BOOST_TEST(host.failures.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_user_that_begins_when_the_run_ends_is_cancelled) {
  host.stop();
  Life::in["begin_user"] = [](Life& life) { life.sleep(std::chrono::seconds(1)); };
  auto user = host.user("Life.test");
  BOOST_TEST(user.status() == LOADS_E_CANCELLED);
  BOOST_TEST(host.failures.empty());
  order_is({"construct", "begin_user", "destruct"});
}

BOOST_AUTO_TEST_CASE(a_user_knows_its_number_and_position) {
  loads::Position at{};
  std::uint64_t id = 0;
  Life::in["test"] = [&](Life& life) {
    at = life.loads_status();
    id = life.user_id();
  };
  auto first = host.user("Life.test");
  auto second = host.user("Life.test");
  second.position().users = 2;
  second.run();
  second.run();
  BOOST_TEST(at.hit == 2u);
  BOOST_TEST(at.user == 2u);
  BOOST_TEST(at.users == 2u);
  BOOST_TEST(id == 2u);
}

BOOST_AUTO_TEST_CASE(counters_sleeps_and_log_lines_reach_the_host) {
  Life::in["test"] = [](Life& life) {
    life.incr_counter("pages");
    life.incr_counter("bytes", 100);
    life.sleep(std::chrono::milliseconds(20));
    life.log("a line");
  };
  auto user = host.user("Life.test");
  user.run();
  user.run();
  BOOST_TEST(host.counters["pages"] == 2);
  BOOST_TEST(host.counters["bytes"] == 200);
  BOOST_TEST(host.now.count() == std::chrono::nanoseconds(std::chrono::milliseconds(40)).count());
  BOOST_TEST(host.log.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_test_case_made_by_hand_is_refused) {
  BOOST_CHECK_THROW(Life(), std::logic_error);
}

BOOST_AUTO_TEST_CASE(an_unused_test_object_is_small) {
  BOOST_TEST(sizeof(loads::TestCase) <= 96u);
}

BOOST_AUTO_TEST_SUITE_END()
