// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>
#include <loads/testing.hpp>

#include <boost/context/fiber.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

// Waits inside a catch block, with and without a request, and looks at what it caught afterwards.
class Catcher : public loads::TestCase {
public:
  static inline std::vector<std::string> caught;

private:
  void test() {
    const std::string mine = "of user " + std::to_string(user_id());
    try {
      throw std::runtime_error(mine);
    } catch (...) {
      sleep(std::chrono::milliseconds(1));
      try {
        throw std::logic_error("inner " + mine);
      } catch (const std::logic_error&) {
        session.get("http://h/");
        rethrow();
      }
      rethrow();
    }
    caught.push_back(std::uncaught_exceptions() == 0 && !std::current_exception() ? "clean" : "dirty");
  }

  static void rethrow() {
    try {
      throw;
    } catch (const std::exception& error) {
      caught.push_back(error.what());
    }
  }
};
LOADS_SUITE(Catcher, test);

namespace context = boost::context;

// Virtual users on fibers that take turns at each call that waits.
struct Turns {
  Turns() {
    host.on_suspend = [this](loads_vu*) {
      scheduler = std::move(scheduler).resume();
      was_clean = was_clean && !std::current_exception() && std::uncaught_exceptions() == 0;
    };
  }

  context::fiber start(loads_outcome& outcome) {
    return context::fiber([this, &outcome](context::fiber&& from) {
      scheduler = std::move(from);
      outcome = host.run("Catcher.test");
      return std::move(scheduler);
    });
  }

  void take_turns(std::vector<context::fiber> users) {
    for (bool running = true; running;) {
      running = false;
      for (context::fiber& user : users)
        if (user) {
          running = true;
          user = std::move(user).resume();
          was_clean = was_clean && !std::current_exception();
        }
    }
  }

  loads::testing::FakeHost host;
  context::fiber scheduler;
  bool was_clean = true;
};

} // namespace

BOOST_AUTO_TEST_SUITE(parking)

BOOST_AUTO_TEST_CASE(users_that_wait_inside_catch_blocks_get_their_own_exceptions_back) {
  Turns turns;
  Catcher::caught.clear();
  loads_outcome first = LOADS_ERROR;
  loads_outcome second = LOADS_ERROR;
  std::vector<context::fiber> users;
  users.push_back(turns.start(first));
  users.push_back(turns.start(second));
  turns.take_turns(std::move(users));
  BOOST_TEST(first == LOADS_PASS);
  BOOST_TEST(second == LOADS_PASS);
  const std::vector<std::string> expected = {"inner of user 1", "of user 1", "clean",
                                             "inner of user 2", "of user 2", "clean"};
  BOOST_TEST(Catcher::caught == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(others_on_the_thread_see_no_exception_of_a_waiting_user) {
  Turns turns;
  loads_outcome outcome = LOADS_ERROR;
  std::vector<context::fiber> users;
  users.push_back(turns.start(outcome));
  turns.take_turns(std::move(users));
  BOOST_TEST(turns.was_clean);
}

BOOST_AUTO_TEST_SUITE_END()
